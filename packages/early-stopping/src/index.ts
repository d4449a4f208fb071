export { EarlyStopping, type EarlyStoppingOptions } from './early-stopping.js';
export type { StopReason } from './stop-decision.js';
