export { sweep } from '#sweep';
export type { SweepResult, TrialEpoch, TrialResult } from './results/result.js';
export type { AshaOptions, MedianOptions, SchedulerOptions } from './schedule/scheduler.js';
export type { Search, SearchFunction, SearchState } from './space/search.js';
export type { Dimension, Params, Range, Space } from './space/space.js';
export type { SweepOptions } from './sweep-options.js';
export { SweepReporter, type SweepReporterOptions } from './sweep-reporter.js';
export type { Trial, TrialContext, TrialFacts } from './trial/context.js';
export { isTrial } from './trial/is-trial.js';
