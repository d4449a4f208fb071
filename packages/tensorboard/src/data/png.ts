import { encode } from 'fast-png';
import { channelsOf, type Pixels } from './pixels.js';
import type { TypedArray } from './typed-array.js';

/** A PNG file of an image whose data fit its size. */
export function png(image: Pixels): Uint8Array {
  const { width, height, data } = image;
  return encode({ width, height, channels: channelsOf(image) as number, depth: 8, data: bytesOf(data) });
}

function bytesOf(data: TypedArray): Uint8ClampedArray {
  const isFloat = data instanceof Float32Array || data instanceof Float64Array;
  // Cuts off at 0 and 255, and makes NaN 0. Floats as tf.image.convert_image_dtype does, for the same bytes as in
  // Python.
  return Uint8ClampedArray.from(data, isFloat ? (value) => Math.floor(value * 255.5) : undefined);
}
