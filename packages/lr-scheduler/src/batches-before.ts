import type { Callback } from '@cb/core';

/**
 * How many batches the epochs before this one have had.
 *
 * @param params what `fit` tells its callbacks
 * @throws Error if the size of an epoch is not known, as with a data set of unknown size
 */
export function batchesBefore(epoch: number, params: Callback['params'] = {}): number {
  const { steps, samples, batchSize } = params as Record<string, number | null | undefined>;
  if (epoch === 0) return 0;
  if (steps) return epoch * steps;
  if (samples && batchSize) return epoch * Math.ceil(samples / batchSize);
  throw new Error(
    `LearningRateScheduler: training begins with epoch ${epoch + 1}, and how many batches were before is not known. ` +
      'Pass `batchesPerEpoch` to fitDataset(), or the state of the run before to setState().',
  );
}
