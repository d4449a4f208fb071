export type { NotFiniteWeight } from './not-finite.js';
export type { StopReason } from './stop-reason.js';
export { TerminateOnNaN, type TerminateOnNaNOptions } from './terminate-on-nan.js';
