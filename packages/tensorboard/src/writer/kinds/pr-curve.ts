import { prCurve } from '../../data/pr-curve.js';
import type { TypedArray } from '../../data/typed-array.js';
import { prCurveValue } from '../../events/pr-curve.js';
import { argumentError } from '../argument-error.js';
import { checkTag, type LogTime, readOptions } from '../checks.js';
import { isTypedArray } from '../tensor-like.js';
import type { Entry } from './entry.js';

export interface PRCurveOptions extends LogTime {
  /**
   * At how many thresholds, evenly spread from 0 to 1.
   * @defaultValue `127`
   */
  thresholds?: number | undefined;

  /** How much each example counts. @defaultValue 1 each */
  weights?: TypedArray | readonly number[] | undefined;
}

export function prCurveEntry(
  call: string,
  tag: string,
  labels: TypedArray | readonly (number | boolean)[],
  predictions: TypedArray | readonly number[],
  options?: PRCurveOptions,
): Entry {
  const clean = checkTag(call, tag);
  const { thresholds, weights, wallTime } = readOptions(call, options, (read) => ({
    thresholds: read.whole('thresholds', 127, { min: 2, meaning: 'a whole number of thresholds, 2 or more' }),
    weights: read.copy('weights'),
  }));
  checkEach(call, 'predictions', predictions, isShare, 'a typed array or an array of numbers from 0 to 1');
  checkEach(call, 'labels', labels, isLabel, 'an array of true and false, or of 1 and 0');
  checkLength(call, 'labels', labels, predictions.length);
  if (weights !== undefined) {
    checkEach(call, 'weights', weights, isWeight, 'an array of numbers, 0 or more');
    checkLength(call, 'weights', weights, predictions.length);
  }
  const rows = prCurve(labels, predictions, weights, thresholds);
  return { values: () => [prCurveValue(clean, rows, thresholds)], wallTime };
}

function checkEach(
  call: string,
  argument: string,
  values: ArrayLike<unknown>,
  fits: (value: unknown) => boolean,
  meaning: string,
): void {
  if (!Array.isArray(values) && !isTypedArray(values)) {
    throw argumentError(call, argument, values, `Pass ${meaning}.`, TypeError);
  }
  const index = values.findIndex((value) => !fits(value));
  if (index >= 0) throw argumentError(call, `${argument}[${index}]`, values[index], `Pass ${meaning}.`);
}

function checkLength(call: string, argument: string, values: ArrayLike<unknown>, length: number): void {
  if (values.length === length) return;
  throw new RangeError(
    `${call}: \`${argument}\` has ${values.length} values. Pass ${length}, one for each prediction.`,
  );
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isLabel(value: unknown): boolean {
  return typeof value === 'boolean' || value === 0 || value === 1;
}

function isWeight(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}
