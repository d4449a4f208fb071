import { show } from '@cb/core/monitor';
import type { TypedArray } from '../data/typed-array.js';

/** What is needed of a tensor: one of TensorFlow.js is one. */
export interface TensorLike {
  readonly shape: readonly number[];
  /** `float32`, `int32` or `bool`. */
  readonly dtype: string;
  data(): Promise<TypedArray>;
}

const NUMERIC = ['float32', 'int32', 'bool'];

export function isTensor(value: unknown): value is TensorLike {
  const { shape, dtype, data } = Object(value);
  return Array.isArray(shape) && typeof dtype === 'string' && typeof data === 'function';
}

/** Whether a tensor holds numbers, not texts or complex numbers. */
export function isNumeric({ dtype }: TensorLike): boolean {
  return NUMERIC.includes(dtype);
}

export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && typeof (value as TypedArray)[0] !== 'bigint' && !(value instanceof DataView);
}

/** Numbers as a typed array; `undefined` where they are none. */
export function numbersOf(values: unknown): TypedArray | undefined {
  if (isTypedArray(values)) return values;
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'number')) return undefined;
  return Float64Array.from(values);
}

/** A tensor as error messages show it; anything else as they show it anyway. */
export function showTensor(value: unknown): string {
  return isTensor(value) ? `a tensor of type ${value.dtype} and shape [${value.shape.join(', ')}]` : show(value);
}
