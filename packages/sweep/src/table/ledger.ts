import type { EndStatus, Metrics, Verdict } from './event.js';

/** Whether an attempt may run, and what those before it have left. */
export type Permit = { type: 'superseded' | 'ended' } | ({ type: 'run' } & Past);

/** What attempts before have left of a trial. */
export interface Past {
  /** How many epochs are reported. */
  reports: number;
  /** It was told to stop. */
  isStopped: boolean;
  /** How many of them have failed for reasons of the trial. */
  errors: number;
}

/**
 * Where the trials of a sweep are written down: a journal on this machine, or Redis. Each call is durable when it
 * resolves.
 */
export interface Ledger {
  /** An attempt begins; those before it may not write any more. @param directory where it will write */
  begin(trial: number, attempt: number, directory: string): Promise<Permit>;

  /** Takes down a report and decides. A step that was reported before keeps its value, and its verdict. */
  report(trial: number, attempt: number, report: Report): Promise<Verdict>;

  /** An attempt failed for a reason of its own, and the trial is to be tried again. */
  err(trial: number, attempt: number, error: string): Promise<void>;

  /** The trial is over. Nothing comes of it if another attempt has begun, or has ended it. */
  end(trial: number, attempt: number, status: EndStatus, error?: string): Promise<void>;
}

export interface Report {
  /** Epochs that are done. */
  step: number;
  /** Of the metric of the sweep. */
  value: number;
  metrics: Metrics;
}
