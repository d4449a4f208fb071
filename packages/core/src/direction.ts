/**
 * Which values of a metric are better: the smaller (`'min'`), the larger (`'max'`), or what the name says (`'auto'`).
 */
export type Mode = 'auto' | 'min' | 'max';

/** Which values of a metric are better. */
export type Direction = 'min' | 'max';

const SMALLER_IS_BETTER =
  /(loss|error|mse|mae|mape|msle|rmse|perplexity|crossentropy|divergence|hinge|poisson|logcosh|cosine|cosineproximity)$/;
const LARGER_IS_BETTER = /acc|auc|precision|recall|f1|fbeta|fmeasure|cosinesimilarity|r2score|iou|dice/;

/**
 * The direction in which a metric improves.
 *
 * `'auto'` reads the name, whatever its case, its underscores, a leading `val_` and a trailing number: a name that ends
 * like a loss or an error falls, a name that contains a score such as `acc`, `auc` or `f1` rises. In TensorFlow.js
 * `cosine` and `cosineProximity` are losses.
 *
 * @returns `undefined` when `mode` is `'auto'` and the name says nothing.
 */
export function directionOf(metric: string, mode: Mode): Direction | undefined {
  if (mode !== 'auto') return mode;
  const name = metric.replace(/_\d+$/, '').replaceAll('_', '').toLowerCase();
  if (SMALLER_IS_BETTER.test(name)) return 'min';
  if (LARGER_IS_BETTER.test(name)) return 'max';
  return undefined;
}
