/** Keeps a precision or a recall of nothing at 0 instead of NaN. */
const TINY = 1e-7;

/**
 * What a classifier gets right and wrong at thresholds that are evenly spread from 0 to 1: a prediction counts as
 * positive when it is the threshold or above.
 *
 * @param labels whether each example is positive
 * @param predictions how sure the classifier is that it is, from 0 to 1
 * @returns true and false positives, true and false negatives, precision and recall, each at every threshold
 */
export function prCurve(
  labels: ArrayLike<number | boolean>,
  predictions: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  thresholds: number,
): Float32Array {
  const positives = new Float64Array(thresholds);
  const negatives = new Float64Array(thresholds);
  for (let index = 0; index < predictions.length; index++) {
    const highest = Math.floor((predictions[index] as number) * (thresholds - 1));
    const side = labels[index] ? positives : negatives;
    (side[highest] as number) += weights?.[index] ?? 1;
  }
  const truePositives = sumsFromEnd(positives);
  const falsePositives = sumsFromEnd(negatives);
  const falseNegatives = truePositives.map((count) => (truePositives[0] as number) - count);
  const trueNegatives = falsePositives.map((count) => (falsePositives[0] as number) - count);
  const precision = truePositives.map((count, at) => count / Math.max(TINY, count + (falsePositives[at] as number)));
  const recall = truePositives.map((count) => count / Math.max(TINY, truePositives[0] as number));
  const rows = [truePositives, falsePositives, trueNegatives, falseNegatives, precision, recall];
  return Float32Array.from(rows.flatMap((row) => [...row]));
}

function sumsFromEnd(counts: Float64Array): Float64Array {
  let sum = 0;
  return counts
    .map((_, index) => {
      sum += counts[counts.length - 1 - index] as number;
      return sum;
    })
    .reverse();
}
