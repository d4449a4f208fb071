export { SummaryWriter, type SummaryWriterOptions } from './summary-writer.js';
export { TensorBoard, type TensorBoardOptions } from './tensorboard.js';
