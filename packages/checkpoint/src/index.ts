export type { CheckpointSource } from './checkpoint-source.js';
export { fileHandler } from './file-handler.js';
export { formatFilepath, type Moment } from './format-filepath.js';
export { type LoadModelOptions, loadModel } from './load-model.js';
export { loadWeights } from './load-weights.js';
export { type HandlerOf, ModelCheckpoint, type ModelCheckpointOptions } from './model-checkpoint.js';
