export { freePort } from './free-port.js';
export { startTensorBoard } from './tensorboard.js';
