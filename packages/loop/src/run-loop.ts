import { optionError } from '@cb/core';
import type { BatchMetrics, Metrics } from './metric-log.js';
import { type LoopHistory, TrainingLoop } from './training-loop.js';
import type { TrainingLoopOptions } from './training-loop-options.js';

export interface RunLoopOptions extends TrainingLoopOptions {
  /** Batches of an epoch. */
  batchesPerEpoch: number;

  /** Trains one batch. @returns its metrics */
  step: (at: { epoch: number; batch: number }) => BatchMetrics | Promise<BatchMetrics>;

  /**
   * Called after the batches of an epoch, to validate. As in `fit`, not after an epoch that was stopped in its middle.
   * @returns metrics of the epoch, such as `val_loss`
   * @defaultValue none
   */
  endEpoch?: ((at: { epoch: number }) => Metrics | Promise<Metrics>) | undefined;
}

/**
 * Runs a `TrainingLoop` from functions: one for a batch, one for the end of an epoch.
 *
 * @example
 * ```ts
 * const step = ({ batch }) => ({ loss: optimizer.minimize(() => lossOf(batch), true) });
 * const { history } = await runLoop({ model, epochs: 10, batchesPerEpoch: 100, step, callbacks: [new EarlyStopping()] });
 * ```
 *
 * @returns what `fit` does: the metrics of the epochs
 * @throws RangeError or TypeError for an option that cannot work; what the functions or a callback throw
 */
export async function runLoop(options: RunLoopOptions): Promise<LoopHistory> {
  const { step, endEpoch, ...ofLoop } = options ?? {};
  if (typeof step !== 'function') throw notAFunction('step', step);
  if (endEpoch !== undefined && typeof endEpoch !== 'function') throw notAFunction('endEpoch', endEpoch);
  if (ofLoop.batchesPerEpoch === undefined) {
    throw optionError('runLoop', 'batchesPerEpoch', undefined, 'Pass a number, or use TrainingLoop.', TypeError);
  }
  const loop = new TrainingLoop(ofLoop);
  for await (const epoch of loop) {
    for await (const batch of epoch) batch.log(await step({ epoch: epoch.index, batch: batch.index }));
    if (endEpoch && !loop.stopTraining) epoch.log(await endEpoch({ epoch: epoch.index }));
  }
  return loop.history;
}

function notAFunction(option: string, value: unknown): Error {
  return optionError('runLoop', option, value, 'Pass a function that returns metrics by name.', TypeError);
}
