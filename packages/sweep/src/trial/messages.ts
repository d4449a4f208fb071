import type { Report } from '../table/ledger.js';
import type { TrialFacts } from './context.js';

/** From the process that runs a sweep to that of a trial. */
export type ToTrial =
  | { type: 'run'; file: string; facts: TrialFacts }
  /** Import the file, and no more. */
  | { type: 'check'; file: string }
  | { type: 'verdict'; verdict: 'continue' | 'stop' }
  | { type: 'interrupt' };

/** From the process of a trial. */
export type FromTrial =
  | ({ type: 'report' } & Report)
  | { type: 'done' }
  | { type: 'interrupted' }
  /** @property isFatal it would fail in every trial: the file cannot be imported, the metric does not come */
  | { type: 'failed'; error: string; isFatal: boolean };
