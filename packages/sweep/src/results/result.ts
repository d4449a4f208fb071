import type { Params } from '../space/space.js';
import type { EndStatus, Metrics } from '../table/event.js';

/** The metrics of one epoch of a trial. */
export interface TrialEpoch {
  /** Epochs that are done, this one included. */
  step: number;
  /** Of the metric of the sweep. */
  value: number;
  metrics: Metrics;
}

/** What is known of a trial. */
export interface TrialResult {
  /** Its number, counted from 1. */
  trial: number;
  params: Params;
  /** `'waiting'` and `'running'` until it has ended. */
  status: EndStatus | 'waiting' | 'running';
  /** The best value of the metric, and the epochs that were done then; none until it has reported a number. */
  value?: number;
  step?: number;
  /** All that it has reported, each epoch once. */
  epochs: readonly TrialEpoch[];
  /** How often it was begun: more than once if it has failed, or if its machine was lost. */
  attempts: number;
  /** Seconds from its first beginning to its end, or to its last report. */
  seconds: number;
  /** What it has failed with last. */
  error?: string;
  /** The name of the computer that its last attempt has run on, and where it has written; none if it has not begun. */
  machine?: string;
  directory?: string;
}

/** The outcome of a sweep. */
export interface SweepResult {
  /** The trial with the best value. */
  best: TrialResult;
  /** All trials, in the order of their numbers. */
  trials: readonly TrialResult[];
}
