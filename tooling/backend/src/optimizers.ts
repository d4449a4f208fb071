import { type Optimizer, train as optimizers, RMSPropOptimizer } from '@tensorflow/tfjs-core';

/** Every optimizer of TensorFlow.js, set up unlike its defaults. */
export const OPTIMIZERS: [name: string, make: () => Optimizer][] = [
  ['SGD', () => optimizers.sgd(0.1)],
  ['Momentum', () => optimizers.momentum(0.1, 0.8)],
  ['Momentum of Nesterov', () => optimizers.momentum(0.1, 0.8, true)],
  ['Adagrad', () => optimizers.adagrad(0.1, 0.2)],
  ['Adadelta', () => optimizers.adadelta(0.5, 0.9)],
  ['RMSProp', () => optimizers.rmsprop(0.01, 0.8, 0.5)],
  // TensorFlow.js subtracts epsilon under the root, so a large one makes small gradients NaN.
  ['centered RMSProp', () => new RMSPropOptimizer(0.01, 0.8, 0.5, 1e-14, true)],
  ['Adam', () => optimizers.adam(0.02, 0.8, 0.99)],
  ['Adamax', () => optimizers.adamax(0.02, 0.8, 0.99, undefined, 0.01)],
];
