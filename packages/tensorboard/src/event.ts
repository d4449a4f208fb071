import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

// Field numbers and values of enums: tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto and
// tensor.proto.

const SESSION_LOG_START = 1;
const DATA_CLASS_SCALAR = 1;
const DT_FLOAT = 1;

/** `SummaryMetadata` of a scalar: the plugin that shows it, and the kind of its data. */
const SCALAR_METADATA = new BinaryWriter()
  .tag(1, WireType.LengthDelimited)
  .fork()
  .tag(1, WireType.LengthDelimited)
  .string('scalars')
  .join()
  .tag(4, WireType.Varint)
  .int32(DATA_CLASS_SCALAR)
  .finish();

/** The `Event` that every event file begins with. */
export function fileVersionEvent(): Uint8Array {
  return event().tag(3, WireType.LengthDelimited).string('brain.Event:2').finish();
}

/**
 * The `Event` that says that a run starts, or starts again, at a step. TensorBoard then drops what earlier files of the
 * directory say about this step and later ones.
 */
export function sessionStartEvent(step: number): Uint8Array {
  return event(step)
    .tag(7, WireType.LengthDelimited)
    .fork()
    .tag(1, WireType.Varint)
    .int32(SESSION_LOG_START)
    .join()
    .finish();
}

/**
 * The `Event` of one scalar, a tensor of rank 0. It is a float32, because TensorBoard's default loader shows no other; what
 * is too large for that becomes an infinity.
 */
export function scalarEvent(tag: string, value: number, step: number): Uint8Array {
  const summaryValue = event(step).tag(5, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).fork();
  summaryValue.tag(1, WireType.LengthDelimited).string(tag);
  summaryValue.tag(9, WireType.LengthDelimited).bytes(SCALAR_METADATA);
  summaryValue.tag(8, WireType.LengthDelimited).fork();
  summaryValue.tag(1, WireType.Varint).int32(DT_FLOAT);
  summaryValue.tag(5, WireType.LengthDelimited).fork().float(Math.fround(value)).join().join();
  return summaryValue.join().join().finish();
}

/** An `Event` of this moment, whose content the caller adds. */
function event(step = 0): BinaryWriter {
  const writer = new BinaryWriter().tag(1, WireType.Bit64).double(Date.now() / 1000);
  return step === 0 ? writer : writer.tag(2, WireType.Varint).int64(step);
}
