import type { Value } from './event.js';
import { type AnyValue, HParamsPluginData } from './messages.js';
import { metadata } from './plugins.js';
import { encode, type Message } from './schema.js';
import { floatScalar } from './tensors.js';

export type HParam = number | string | boolean;

/** How a session has ended; `running` is what TensorBoard assumes of one that has not. */
export type HParamsStatus = 'success' | 'failure' | 'running';

// Values of `DataType` and `Status` in tensorboard/plugins/hparams/api.proto
const DATA_TYPE = { string: 1, boolean: 2, number: 3 } as const;
const STATUS = { success: 1, failure: 2, running: 3 } as const;

/** A metric as TensorBoard looks for it: a tag in the run of the session, or in a directory `group` below. */
export interface HParamsMetric {
  tag: string;
  group?: string | undefined;
}

/** The columns of the table, where they are not to be those that the sessions have. */
export function hparamsExperiment(
  values: Record<string, HParam>,
  metrics: readonly HParamsMetric[],
  seconds: number,
): Value {
  return value('_hparams_/experiment', {
    experiment: {
      createdSeconds: seconds,
      hparamInfos: Object.entries(values).map(([name, one]) => ({ name, type: DATA_TYPE[kind(one)] })),
      metricInfos: metrics.map((name) => ({ name })),
    },
  });
}

/** The start of a session: what it was run with. */
export function hparamsStart(values: Record<string, HParam>, groupName: string | undefined, seconds: number): Value {
  const hparams = Object.entries(values).map(([key, one]) => ({ key, value: anyValue(one) }));
  return value('_hparams_/session_start_info', { sessionStart: { hparams, groupName, startSeconds: seconds } });
}

export function hparamsEnd(status: HParamsStatus, seconds: number): Value {
  return value('_hparams_/session_end_info', { sessionEnd: { status: STATUS[status], endSeconds: seconds } });
}

/** The plugin reads what it needs from the metadata; the tensor says nothing. */
function value(tag: string, message: Message<typeof HParamsPluginData>): Value {
  const content = encode(HParamsPluginData, { version: 0, ...message });
  return { tag, metadata: metadata('hparams', content), tensor: floatScalar(0) };
}

function anyValue(one: HParam): Message<typeof AnyValue> {
  return { [kind(one) === 'boolean' ? 'bool' : kind(one)]: one };
}

function kind(one: HParam): keyof typeof DATA_TYPE {
  return typeof one as keyof typeof DATA_TYPE;
}
