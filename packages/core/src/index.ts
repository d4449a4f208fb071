export { BestWeights } from './best-weights.js';
export { Callback } from './callback.js';
export { combine } from './combine.js';
export { getLearningRate, setLearningRate } from './learning-rate.js';
export { type Logs, readMetrics } from './metrics.js';
export * from './monitor.js';
export { MonitoredMetric } from './monitored-metric.js';
export type { CallbackState, NamedTensor } from './state.js';
export { WeightSnapshot } from './weight-snapshot.js';
