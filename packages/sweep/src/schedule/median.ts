import type { Direction } from '@cb/core/monitor';

/**
 * Whether a trial stops by the median rule: the best value that it has had is worse than the median of the values that
 * the completed trials had at the same epoch. NaN is left out on both sides; a trial that has had nothing else stops.
 *
 * @param own the values of the trial so far
 * @param completed the values that completed trials had at this epoch
 *
 * @see optuna/pruners/_percentile.py in Optuna 5.0.0
 */
export function stopsByMedian(own: readonly number[], completed: readonly number[], direction: Direction): boolean {
  const numbers = own.filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return true;
  const median = medianOf(completed);
  return direction === 'min' ? Math.min(...numbers) > median : Math.max(...numbers) < median;
}

/**
 * The median of what is no NaN: the mean of the two in the middle if their number is even, rounded as NumPy does. NaN
 * of nothing, and of a number and an infinity, where NumPy's answer depends on the sign.
 */
export function medianOf(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) return Number.NaN;
  if (low === high) return low;
  return Number.isFinite(high - low) ? high - (high - low) / 2 : Number.NaN;
}
