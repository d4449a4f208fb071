import { bool, bytes, double, int32, int64, nested, packedFloats, repeated, string } from './schema.js';

// The messages of event files, with the fields that are written here. Their numbers are those of tensorflow/core:
// util/event.proto, framework/summary.proto, framework/tensor.proto; and of tensorboard/plugins: hparams/api.proto,
// hparams/plugin_data.proto, pr_curve/plugin_data.proto.

const TensorShape = { dim: repeated(nested(2, { size: int64(1) })) };

/** `content` is little endian; a text is UTF-8. */
export const Tensor = {
  dtype: int32(1),
  shape: nested(2, TensorShape),
  content: bytes(4),
  strings: repeated(bytes(8)),
  floats: packedFloats(5),
};

const PluginData = { pluginName: string(1), content: bytes(2) };

export const Metadata = {
  pluginData: nested(1, PluginData),
  description: string(3),
  dataClass: int32(4),
};

/** The tensor comes last: a scalar's value is at the end of what is written. */
export const SummaryValue = { tag: string(1), metadata: nested(9, Metadata), tensor: nested(8, Tensor) };

export const Summary = { values: repeated(nested(1, SummaryValue)) };

const SessionLog = { status: int32(1) };

/** `summary` is a {@link Summary} that is encoded already. */
export const Event = {
  wallTime: double(1),
  step: int64(2),
  fileVersion: string(3),
  summary: bytes(5),
  sessionLog: nested(7, SessionLog),
};

/** `google.protobuf.Value`, of which one field is set. */
export const AnyValue = { number: double(2), string: string(3), bool: bool(4) };

const MetricName = { group: string(1), tag: string(2) };

const Experiment = {
  createdSeconds: double(3),
  hparamInfos: repeated(nested(4, { name: string(1), type: int32(4) })),
  metricInfos: repeated(nested(5, { name: nested(1, MetricName) })),
};

const SessionStartInfo = {
  hparams: repeated(nested(1, { key: string(1), value: nested(2, AnyValue) })),
  groupName: string(4),
  startSeconds: double(5),
};

const SessionEndInfo = { status: int32(1), endSeconds: double(2) };

export const HParamsPluginData = {
  version: int32(1),
  experiment: nested(2, Experiment),
  sessionStart: nested(3, SessionStartInfo),
  sessionEnd: nested(4, SessionEndInfo),
};

export const PRCurvePluginData = { version: int32(1), thresholds: int32(2) };
