/**
 * Whether a trial stops by the median rule: the best score that it has had is worse than the median of the scores that the
 * completed trials had at the same epoch. NaN is left out on both sides; a trial that has had nothing else stops.
 *
 * @param own the scores of the trial so far; smaller is better
 * @param completed the scores that completed trials had at this epoch
 *
 * @see optuna/pruners/_percentile.py in Optuna 5.0.0
 */
export function stopsByMedian(own: readonly number[], completed: readonly number[]): boolean {
  const best = own.reduce((least, score) => (score < least || Number.isNaN(least) ? score : least), Number.NaN);
  return Number.isNaN(best) || best > medianOf(completed);
}

/** The median of what is no NaN: the mean of the two in the middle if their number is even; NaN of nothing. */
export function medianOf(scores: readonly number[]): number {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) return Number.NaN;
  // Of two infinities the mean would be NaN.
  return low === high ? low : high - (high - low) / 2;
}
