import type { Optimizer } from '@tensorflow/tfjs-core';
import { show } from './show.js';

/** The optimizers of TensorFlow.js that read `learningRate` anew at every step. */
const READ_AT_EVERY_STEP = ['Adadelta', 'Adagrad', 'Adam', 'Adamax', 'RMSProp'];

/** An optimizer's rate as TensorFlow.js keeps it: a protected property, and in SGD and Momentum a method to set it. */
interface RateHolder {
  learningRate?: unknown;
  setLearningRate?: (learningRate: number) => void;
}

/**
 * The learning rate of an optimizer.
 *
 * @throws TypeError if the optimizer keeps no number in `learningRate`
 */
export function getLearningRate(optimizer: Optimizer): number {
  const { learningRate } = holderOf(optimizer);
  if (typeof learningRate !== 'number') throw unknownOptimizer(optimizer, 'has no number as `learningRate`');
  return learningRate;
}

/**
 * Sets the learning rate from the next step on.
 *
 * SGD and Momentum ignore an assignment to `learningRate` and have `setLearningRate` instead; the other optimizers of
 * TensorFlow.js have no such method and read the property. An optimizer of your own needs the method.
 *
 * @throws TypeError if it is not known how this optimizer takes a new rate
 */
export function setLearningRate(optimizer: Optimizer, learningRate: number): void {
  if (typeof learningRate !== 'number' || Number.isNaN(learningRate)) {
    throw new TypeError(`setLearningRate: the rate is ${show(learningRate)}. Pass a number.`);
  }
  const holder = holderOf(optimizer);
  if (typeof holder.setLearningRate === 'function') holder.setLearningRate(learningRate);
  else if (READ_AT_EVERY_STEP.includes(optimizer.getClassName?.())) holder.learningRate = learningRate;
  else throw unknownOptimizer(optimizer, 'has no method `setLearningRate`');
}

function holderOf(optimizer: Optimizer | undefined): RateHolder {
  if (!optimizer) throw new TypeError('The model has no optimizer. Call model.compile() before training.');
  return optimizer as unknown as RateHolder;
}

function unknownOptimizer(optimizer: Optimizer, fault: string): TypeError {
  const name = optimizer.getClassName?.() ?? optimizer.constructor.name;
  return new TypeError(
    `The optimizer ${name} ${fault}. Use an optimizer of TensorFlow.js, or give yours ` +
      'a number `learningRate` and a method `setLearningRate(learningRate)`.',
  );
}
