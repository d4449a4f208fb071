import { openDirectory } from '@cb/files';
import { lock } from './embedded/lock.js';
import { sweepHere } from './embedded/sweep-here.js';
import { sweepOnRedis } from './redis/sweep-on-redis.js';
import type { SweepResult, TrialResult } from './results/result.js';
import { writeResults } from './results/write-results.js';
import { readOptions, type SweepOptions, type SweepSettings } from './sweep-options.js';
import { bestOf } from './table/table.js';
import { Children } from './trial/children.js';
import { fatal } from './trial/fatal.js';
import { Interruption } from './trial/interruption.js';
import { isTrial } from './trial/is-trial.js';

/**
 * Runs many trainings of one kind, each with other hyperparameters, and finds the best.
 *
 * Each trial runs in a process of its own, on this machine or, with `redis`, wherever `cb-sweep worker` does. What it
 * reports is written down at once: a sweep that was interrupted or killed goes on when it is called again with the same
 * options, and no result is lost or counted twice. SIGINT and SIGTERM let the trials of this machine come to the end of
 * their epoch before the process ends; a second signal ends them at once.
 *
 * @example
 * ```ts
 * const { best } = await sweep({ trial: 'trial.js', space: { units: [16, 64] }, search: 'grid', metric: 'val_loss' });
 * ```
 *
 * @throws TypeError or RangeError for an option that cannot work, before any trial begins
 * @throws Error if the trial file cannot be imported, or never reports the metric; if the directory or the name belongs
 * to another sweep, or cannot be written; if Redis cannot be used; if no trial has a result
 */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  if (isTrial)
    throw fatal(new Error('sweep: a trial cannot run a sweep. Write `if (!isTrial) await sweep({ … })` in its file.'));
  const settings = readOptions(options);
  const directory = openDirectory(settings.directory);
  const release = await lock(directory);
  const children = new Children(settings.graceMs);
  const interruption = new Interruption(children, () => remark(settings, children.size));
  const isEnding = () => interruption.signal !== undefined;
  try {
    const table = await (settings.redis
      ? sweepOnRedis({ ...settings, redis: settings.redis }, isEnding)
      : sweepHere(settings, directory, children, isEnding));
    await writeResults(directory, table.results);
    if (!isEnding()) return outcome(table.results, settings);
  } finally {
    interruption.stop();
    await release();
  }
  interruption.proceed();
  throw new Error(`sweep: it was interrupted by ${interruption.signal}. Call it again to go on.`);
}

function remark({ isVerbose }: SweepSettings, count: number): void {
  if (isVerbose && count > 0)
    console.info(`sweep: ends ${count} trials at their next epoch. Once more ends them at once.`);
}

function outcome(trials: TrialResult[], { direction, metric }: SweepSettings): SweepResult {
  const best = bestOf(trials, direction);
  if (best) return { best, trials };
  const failed = trials.find(({ error }) => error !== undefined);
  const why = failed ? `Trial ${failed.trial} failed: ${failed.error}` : `What was reported of \`${metric}\` is NaN.`;
  throw new Error(`sweep: none of ${trials.length} trials has a result. ${why}`);
}
