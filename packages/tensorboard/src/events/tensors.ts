import type { Tensor } from './messages.js';
import type { Message } from './schema.js';

// Values of tensorflow/core/framework/types.proto
const DT_FLOAT = 1;
const DT_DOUBLE = 2;
const DT_STRING = 7;

type TensorMessage = Message<typeof Tensor>;

export function floatScalar(value: number): TensorMessage {
  return { dtype: DT_FLOAT, floats: [Math.fround(value)] };
}

/** @param dimensions whose product is the number of values */
export function floats(values: Float32Array, dimensions: readonly number[]): TensorMessage {
  return { dtype: DT_FLOAT, shape: shape(dimensions), content: littleEndian(values) };
}

/** @param dimensions whose product is the number of values */
export function doubles(values: Float64Array, dimensions: readonly number[]): TensorMessage {
  return { dtype: DT_DOUBLE, shape: shape(dimensions), content: littleEndian(values) };
}

/** A tensor of rank 0 that holds a text. */
export function textScalar(text: string): TensorMessage {
  return { dtype: DT_STRING, strings: [utf8(text)] };
}

/** A tensor of rank 1 that holds texts or the bytes of files. */
export function texts(items: readonly (string | Uint8Array)[]): TensorMessage {
  const strings = items.map((item) => (typeof item === 'string' ? utf8(item) : item));
  return { dtype: DT_STRING, shape: shape([items.length]), strings };
}

function shape(dimensions: readonly number[]) {
  return { dim: dimensions.map((size) => ({ size })) };
}

/** Every platform that JavaScript runs on is little endian, and so is protobuf. */
function littleEndian({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
