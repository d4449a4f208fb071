/**
 * The steps from which a run replaces what earlier runs left in its directories.
 *
 * Curves over epochs stand there beside others: in `validation` over the optimizer's steps, in `train` over batches, if
 * they are written. Then the step is that of the others, or a resumed run would drop all that is before.
 *
 * @param epoch the first of the run
 * @param batches those before the run
 */
export function firstSteps(epoch: number, batches: number, writesBatches: boolean) {
  const afterBatches = epoch === 0 && batches === 0 ? 0 : Math.max(epoch, batches + 1);
  return { train: writesBatches ? afterBatches : epoch, validation: afterBatches };
}
