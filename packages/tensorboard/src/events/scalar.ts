import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { encodeSummary, secondsNow, type Value } from './event.js';
import { Event } from './messages.js';
import { metadata } from './plugins.js';
import { encode } from './schema.js';
import { floatScalar } from './tensors.js';

/** How many curves are remembered. A run has some tens; who makes up tags as they go pays with time, not with memory. */
const LIMIT = 1000;

/**
 * Encodes the points of curves. A value is a float32, because TensorBoard's default loader shows no other; what is too
 * large for that becomes an infinity.
 *
 * The summaries of one curve differ in their last four bytes alone, which are the value: each curve is encoded once.
 */
export class ScalarEncoder {
  readonly #summaries = new Map<string, DataView<ArrayBuffer>>();
  readonly #writer = new BinaryWriter();

  /** The `Event` of one point. */
  encode(tag: string, value: number, step: number, wallTime = secondsNow()): Uint8Array {
    const summary = this.#summaries.get(tag) ?? this.#add(tag);
    summary.setFloat32(summary.byteLength - 4, value, true);
    return encode(Event, { wallTime, step, summary: new Uint8Array(summary.buffer) }, this.#writer);
  }

  #add(tag: string): DataView<ArrayBuffer> {
    if (this.#summaries.size >= LIMIT) this.#summaries.clear();
    const summary = new DataView(encodeSummary(scalarValue(tag, 0)).buffer);
    this.#summaries.set(tag, summary);
    return summary;
  }
}

export function scalarValue(tag: string, value: number): Value {
  return { tag, metadata: metadata('scalars'), tensor: floatScalar(value) };
}
