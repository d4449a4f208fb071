export { TensorBoard, type TensorBoardOptions } from './callback/tensorboard.js';
export * from './writer.js';
