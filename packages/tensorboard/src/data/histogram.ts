import type { TypedArray } from './typed-array.js';

/** How values are distributed. */
export interface Histogram {
  /** The left edge, the right edge and the count of each bucket, bucket by bucket. */
  buckets: Float64Array;
  /** How many values were NaN; they are in no bucket. */
  nan: number;
  /** How many were infinities; they are in no bucket. */
  infinite: number;
}

/**
 * Sorts values into buckets of one width, from the smallest finite value to the largest. A bucket has its left edge,
 * but for rounding, and the last one its right edge too. Of values that are all the same the last bucket has all; where
 * none is finite every bucket is empty, at 0.
 *
 * @param count how many buckets
 */
export function histogram(values: TypedArray, count: number): Histogram {
  const { min, max } = range(values);
  if (Number.isFinite(max - min)) return { buckets: evenBuckets(values, count, min, max), nan: 0, infinite: 0 };
  const finite = values.filter(Number.isFinite);
  const nan = values.filter(Number.isNaN).length;
  const rest = range(finite);
  const buckets = finite.length === 0 ? new Float64Array(3 * count) : evenBuckets(finite, count, rest.min, rest.max);
  return { buckets, nan, infinite: values.length - finite.length - nan };
}

/**
 * NaN where a value is; infinities, the wrong way round, without a value.
 *
 * Four values at a time have a minimum and a maximum each, so that the processor need not wait for one comparison to
 * begin the next.
 */
function range(values: TypedArray): { min: number; max: number } {
  let min0 = Number.POSITIVE_INFINITY;
  let max0 = Number.NEGATIVE_INFINITY;
  let [min1, min2, min3] = [min0, min0, min0];
  let [max1, max2, max3] = [max0, max0, max0];
  const begin = values.length % 4;
  for (let index = 0; index < begin; index++) {
    min0 = Math.min(min0, values[index] as number);
    max0 = Math.max(max0, values[index] as number);
  }
  for (let index = begin; index < values.length; index += 4) {
    // Twice as fast as comparisons, measured.
    min0 = Math.min(min0, values[index] as number);
    max0 = Math.max(max0, values[index] as number);
    min1 = Math.min(min1, values[index + 1] as number);
    max1 = Math.max(max1, values[index + 1] as number);
    min2 = Math.min(min2, values[index + 2] as number);
    max2 = Math.max(max2, values[index + 2] as number);
    min3 = Math.min(min3, values[index + 3] as number);
    max3 = Math.max(max3, values[index + 3] as number);
  }
  return { min: Math.min(min0, min1, min2, min3), max: Math.max(max0, max1, max2, max3) };
}

function evenBuckets(values: TypedArray, count: number, min: number, max: number): Float64Array {
  const buckets = new Float64Array(3 * count);
  const counts = min === max ? allInLast(values, count) : counted(values, count, min, max);
  const edge = (index: number) => (index === count ? max : min * (1 - index / count) + max * (index / count));
  for (let index = 0; index < count; index++) {
    buckets.set([edge(index), edge(index + 1), counts[index] as number], 3 * index);
  }
  return buckets;
}

/** Four values at a time have counts of their own, so that two in one bucket need not wait for each other. */
function counted(values: TypedArray, count: number, min: number, max: number): Uint32Array {
  const perUnit = count / (max - min);
  if (perUnit === 0 || !Number.isFinite(perUnit)) return counted(...rescaled(values, count, min, max));
  // The largest value falls behind the last bucket, which it belongs to.
  const counts = new Uint32Array(count + 1);
  const counts1 = new Uint32Array(count + 1);
  const counts2 = new Uint32Array(count + 1);
  const counts3 = new Uint32Array(count + 1);
  const begin = values.length % 4;
  for (let index = 0; index < begin; index++) {
    (counts[(((values[index] as number) - min) * perUnit) | 0] as number)++;
  }
  for (let index = begin; index < values.length; index += 4) {
    (counts[(((values[index] as number) - min) * perUnit) | 0] as number)++;
    (counts1[(((values[index + 1] as number) - min) * perUnit) | 0] as number)++;
    (counts2[(((values[index + 2] as number) - min) * perUnit) | 0] as number)++;
    (counts3[(((values[index + 3] as number) - min) * perUnit) | 0] as number)++;
  }
  for (const others of [counts1, counts2, counts3]) {
    for (const [bucket, more] of others.entries()) (counts[bucket] as number) += more;
  }
  (counts[count - 1] as number) += counts[count] as number;
  return counts;
}

/** The same within the range in which float64 can tell the buckets apart. */
function rescaled(values: TypedArray, count: number, min: number, max: number): Parameters<typeof counted> {
  const scale = max - min > 1 ? 2 ** -8 : 2 ** 1000;
  const scaled = Float64Array.from(values as Float64Array, (value) => value * scale);
  return [scaled, count, min * scale, max * scale];
}

function allInLast(values: TypedArray, count: number): Uint32Array {
  return new Uint32Array(count).fill(values.length, count - 1);
}
