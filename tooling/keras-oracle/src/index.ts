export type { Moment } from './one-weight-model.js';
export * from './recording.js';
export * from './replay.js';
export { decode, optionsOf, type Scenario } from './scenario.js';
export type { Trace } from './trace.js';
