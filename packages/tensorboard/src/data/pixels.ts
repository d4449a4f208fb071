import type { TypedArray } from './typed-array.js';

/** An image: rows from the top, pixels from the left, the channels of a pixel side by side. */
export interface Pixels {
  width: number;
  height: number;
  /** Integers from 0 to 255, or floats from 0 to 1. What lies outside is cut off, NaN is black. */
  data: TypedArray;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. @defaultValue what fits `data` */
  channels?: number | undefined;
}

/**
 * The images of a tensor of rank 2 `[height, width]`, 3 `[height, width, channels]` or 4 `[n, height, width,
 * channels]`.
 */
export function pixelsOf(data: TypedArray, shape: readonly number[]): Pixels[] {
  const [count, height, width, channels] = fourDimensions(shape);
  const size = height * width * channels;
  return Array.from({ length: count }, (_, index) => ({
    width,
    height,
    channels,
    data: data.subarray(index * size, (index + 1) * size),
  }));
}

/** @throws nothing: `undefined` in place of the channels is what does not fit */
export function channelsOf({ width, height, data, channels }: Pixels): number | undefined {
  const fitting = data.length / (width * height);
  return [1, 2, 3, 4].includes(fitting) && (channels ?? fitting) === fitting ? fitting : undefined;
}

/** A shape of rank 2, 3 or 4 as one of rank 4. */
export function fourDimensions(shape: readonly number[]): [number, number, number, number] {
  const [count, height, width, channels] = shape.length === 4 ? shape : [1, ...shape, 1];
  return [count, height, width, channels] as [number, number, number, number];
}
