import { encodeSummary, type Value } from './event.js';
import { Event } from './messages.js';
import { metadata } from './plugins.js';
import { TFRecord } from './record.js';
import { encode } from './schema.js';
import { floatScalar } from './tensors.js';

/** Where the time of an `Event` is, behind the field's number, and where its step is. The value is at its end. */
const TIME = 1;
const STEP = 10;

/** How many steps fit into one byte of a protobuf integer, each of which has seven bits of it. */
const STEPS_OF_BYTE = 128;

/**
 * Encodes the points of one curve. A value is a float32, because TensorBoard's default loader shows no other; what is
 * too large for that becomes an infinity.
 *
 * The records of a curve differ in time, step, value and checksum alone. The record of the point before is used again,
 * as long as the step takes as many bytes.
 */
export class Curve {
  readonly #tag: string;
  #record: TFRecord | undefined;
  #view = new DataView(new ArrayBuffer(0));
  /** The steps that take as many bytes as that of the record. */
  #fromStep = 0;
  #toStep = 0;

  /** @param tag as it is written */
  constructor(tag: string) {
    this.#tag = tag;
  }

  /**
   * The record of one point, until that of the next.
   *
   * @param wallTime in seconds since 1970
   */
  record(value: number, step: number, wallTime: number): Uint8Array {
    const record = this.#record && step >= this.#fromStep && step < this.#toStep ? this.#record : this.#make(step);
    this.#view.setFloat64(TIME, wallTime, true);
    writeVarint(record.data, STEP, step);
    this.#view.setFloat32(record.data.length - 4, value, true);
    record.seal();
    return record.bytes;
  }

  #make(step: number): TFRecord {
    this.#fromStep = 0;
    this.#toStep = STEPS_OF_BYTE;
    while (step >= this.#toStep) {
      this.#fromStep = this.#toStep;
      this.#toStep *= STEPS_OF_BYTE;
    }
    const summary = encodeSummary(scalarValue(this.#tag, 0));
    this.#record = new TFRecord(encode(Event, { wallTime: 0, step, summary }));
    const { buffer, byteOffset, byteLength } = this.#record.data;
    this.#view = new DataView(buffer, byteOffset, byteLength);
    return this.#record;
  }
}

export function scalarValue(tag: string, value: number): Value {
  return { tag, metadata: metadata('scalars'), tensor: floatScalar(value) };
}

/** Seven bits to a byte, the lowest first; the highest bit says that there are more. */
function writeVarint(bytes: Uint8Array, offset: number, value: number): void {
  let at = offset;
  let rest = value;
  for (; rest >= STEPS_OF_BYTE; rest = Math.floor(rest / STEPS_OF_BYTE)) bytes[at++] = (rest % STEPS_OF_BYTE) | 0x80;
  bytes[at] = rest;
}
