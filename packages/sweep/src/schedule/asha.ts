/** What successive halving goes by. */
export interface Halving {
  minEpochs: number;
  reductionFactor: number;
}

/** The rungs, in epochs, that a trial has reached after so many of them, the lowest first. */
export function rungsUpTo(step: number, { minEpochs, reductionFactor }: Halving): number[] {
  const rungs = [];
  for (let rung = minEpochs; rung <= step; rung *= reductionFactor) rungs.push(rung);
  return rungs;
}

/**
 * Whether a trial stops at a rung: it goes on if it is among the best part of those that have reached the rung so far,
 * or the best of all while they are too few for a part. Equal scores go on together. NaN is the worst score and always
 * stops.
 *
 * @param others the scores of the trials that came before; smaller is better
 *
 * @see optuna/pruners/_successive_halving.py in Optuna 5.0.0
 */
export function stopsAtRung(others: readonly number[], score: number, { reductionFactor }: Halving): boolean {
  if (Number.isNaN(score)) return true;
  const competing = [...others, score].sort((a, b) => a - b);
  const places = Math.max(1, Math.floor(competing.length / reductionFactor));
  return score > (competing[places - 1] as number);
}
