export { TensorBoard } from './callback/tensorboard.js';
export type { Samples, TensorBoardOptions } from './callback/tensorboard-options.js';
export * from './writer.js';
