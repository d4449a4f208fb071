import type { RunWriters } from './run-writers.js';

/**
 * Metrics of an epoch, those of validation in a directory of their own and over the optimizer's steps too.
 *
 * @param iterations steps of the optimizer so far
 */
export function logEpochMetrics(
  runs: RunWriters,
  metrics: Record<string, number>,
  epoch: number,
  iterations: number,
): void {
  const train: Record<string, number> = {};
  for (const [name, value] of Object.entries(metrics)) {
    if (!name.startsWith('val_')) train[name] = value;
    else {
      const metric = name.slice('val_'.length);
      runs.scalars('validation', 'epoch_', { [metric]: value }, epoch);
      runs.scalars('validation', 'evaluation_', { [`${metric}_vs_iterations`]: value }, iterations);
    }
  }
  runs.scalars('train', 'epoch_', train, epoch);
}
