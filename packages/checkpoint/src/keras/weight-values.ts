import type { SnapshotWeight } from '../model/model-snapshot.js';

/** Bytes of one value, by dtype: those of weights, and those of counters in Keras's files. */
export const BYTES = { float32: 4, int32: 4, int64: 8 } as const;

export type Dtype = keyof typeof BYTES;

/** A tensor as a file holds it. */
export interface Values {
  shape: number[];
  dtype: Dtype;
  data: Float32Array | Int32Array | BigInt64Array;
}

/** @throws Error for a dtype that no weight of a layer has */
export async function download({ name, tensor }: SnapshotWeight): Promise<Values> {
  const { dtype, shape } = tensor;
  if (dtype !== 'float32' && dtype !== 'int32') {
    throw new Error(`the weight ${name} is of dtype ${dtype}, and Keras's files get float32 or int32 alone`);
  }
  return { shape, dtype, data: (await tensor.data()) as Float32Array | Int32Array };
}

export function scalarFloat(value: number): Values {
  return { shape: [], dtype: 'float32', data: Float32Array.of(value) };
}

export function scalarInt(value: number, dtype: 'int32' | 'int64'): Values {
  return { shape: [], dtype, data: dtype === 'int64' ? BigInt64Array.of(BigInt(value)) : Int32Array.of(value) };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function bytesOf({ data }: Values): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
