import { histogram } from '../../data/histogram.js';
import type { TypedArray } from '../../data/typed-array.js';
import type { Value } from '../../events/event.js';
import { histogramValue } from '../../events/histogram.js';
import { scalarValue } from '../../events/scalar.js';
import { argumentError } from '../argument-error.js';
import { checkTag, type LogTime, readOptions } from '../checks.js';
import { isNumeric, isTensor, numbersOf, type TensorLike } from '../tensor-like.js';
import type { Entry } from './entry.js';

export interface HistogramOptions extends LogTime {
  /**
   * Into how many buckets of one width the values are sorted.
   * @defaultValue `30`
   */
  buckets?: number | undefined;
}

export function histogramEntry(
  call: string,
  tag: string,
  values: TypedArray | readonly number[] | TensorLike,
  options?: HistogramOptions,
): Entry {
  const clean = checkTag(call, tag, 'tag', 'a name for the histogram');
  const { buckets, wallTime } = readOptions(call, options, (read) => ({
    buckets: read.whole('buckets', 30, { min: 1, meaning: 'a whole number of buckets, 1 or more' }),
  }));
  const valuesOf = (numbers: TypedArray) => histogramValues(clean, numbers, buckets);
  if (isTensor(values) && isNumeric(values)) return { values: async () => valuesOf(await values.data()), wallTime };
  const numbers = numbersOf(values);
  const remedy = 'Pass a typed array, an array of numbers, or a tensor of type float32, int32 or bool.';
  if (numbers === undefined) throw argumentError(call, 'values', values, remedy, TypeError);
  return { values: () => valuesOf(numbers), wallTime };
}

/** What is not finite has no bucket: where there is some, its number is a curve beside the histogram. */
function histogramValues(tag: string, numbers: TypedArray, count: number): Value[] {
  const { buckets, nan, infinite } = histogram(numbers, count);
  const values = [histogramValue(tag, buckets)];
  if (nan > 0) values.push(scalarValue(`${tag}/nan`, nan));
  if (infinite > 0) values.push(scalarValue(`${tag}/infinite`, infinite));
  return values;
}
