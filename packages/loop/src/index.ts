export { EpochAverages } from './epoch-averages.js';
export type { LoopBatch, LoopEpoch } from './loop-epoch.js';
export type { BatchMetrics, Metric, Metrics } from './metric-log.js';
export { type RunLoopOptions, runLoop } from './run-loop.js';
export { type LoopHistory, TrainingLoop } from './training-loop.js';
export type { TrainingLoopOptions } from './training-loop-options.js';
export { VariableModel, type VariableModelOptions } from './variable-model.js';
