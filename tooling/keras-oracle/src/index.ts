export type { Moment } from './one-weight-model.js';
export { readRecorded } from './read-recorded.js';
export * from './recorded-ema.js';
export * from './recorded-progress.js';
export * from './recorded-templates.js';
export * from './recording.js';
export * from './replay.js';
export type { Listen, ReplayedEpoch, ReplayedRun } from './replay-of-run.js';
export { camelCase, decode, optionsOf, type Scenario } from './scenario.js';
