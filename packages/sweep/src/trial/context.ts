import type { Direction } from '@cb/core/monitor';
import type { Params } from '../space/space.js';
import type { Metrics } from '../table/event.js';

/** What a trial is told, and how it answers. */
export interface TrialContext extends TrialFacts {
  /**
   * Aborted when the machine is to be given back, after SIGTERM for one. What is not saved soon is lost.
   * `SweepReporter` ends the training at the first batch of the next epoch, when `BackupAndRestore` has written its
   * backup.
   */
  readonly signal: AbortSignal;

  /**
   * Reports the metric of the sweep after an epoch. `SweepReporter` calls it; a trial without `fit` does itself.
   *
   * @param step epochs that are done. One that was reported before, by an earlier attempt, keeps its value.
   * @param metrics what else is to stand in the results
   * @returns `'stop'` if the trial is to end because others do better
   * @throws TypeError or RangeError for what is no number
   */
  report(step: number, value: number, metrics?: Metrics): Promise<'continue' | 'stop'>;
}

/** What a trial is told. */
export interface TrialFacts {
  /** Its number, counted from 1. */
  readonly trial: number;
  readonly params: Params;
  /** Counted from 1: a higher one takes over from those before, which may still run on a machine that was lost. */
  readonly attempt: number;
  /** A whole number below 2 ** 32 that is the same in every attempt of this trial, for all that is random in it. */
  readonly seed: number;
  /** The metric that decides. */
  readonly metric: string;
  /** Which values of it are better. */
  readonly mode: Direction;
  /**
   * An absolute path, for backups, logs and models. It is this attempt's alone, and begins with what the attempt before
   * has left in its own.
   */
  readonly directory: string;
}

/** What a trial file exports as its default. */
export type Trial = (context: TrialContext) => unknown;
