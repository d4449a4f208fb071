import { optionError } from '@cb/core/monitor';
import type { StepSchedule } from '../schedule.js';
import { ScheduleOptions } from './schedule-options.js';
import { warmup } from './warmup.js';

export interface CosineDecayOptions {
  /** The rate of step 0. */
  initialLearningRate: number;

  /** Steps of the decay, those of the warm-up not counted. */
  decaySteps: number;

  /**
   * The rate in the end, as a fraction of the highest.
   * @defaultValue `0`
   */
  alpha?: number | undefined;

  /**
   * The rate to rise to, in a straight line from `initialLearningRate`, before the decay.
   * @defaultValue no warm-up
   */
  warmupTarget?: number | undefined;

  /**
   * Steps of the warm-up.
   * @defaultValue `0`
   */
  warmupSteps?: number | undefined;
}

/**
 * The rate falls along half a cosine, slowly at first and at last, and stays where that ends.
 *
 * @throws TypeError or RangeError for a wrong option
 * @see keras/src/optimizers/schedules/learning_rate_schedule.py in Keras 3.15.1; differences are listed in the README
 */
export function cosineDecay(options: CosineDecayOptions): StepSchedule {
  const read = new ScheduleOptions('cosineDecay', options, '{ initialLearningRate: 0.1, decaySteps: 1000 }');
  const initialLearningRate = read.rate('initialLearningRate');
  const decaySteps = read.steps('decaySteps');
  const alpha = read.number('alpha', 0, { min: 0, meaning: 'a fraction of the rate, 0 or more' });
  const warmupTarget = read.has('warmupTarget') ? read.rate('warmupTarget') : undefined;
  const warmupSteps = read.number('warmupSteps', 0, { min: 0, meaning: 'a number of steps, 0 or more' });
  read.done();
  if (warmupTarget === undefined && warmupSteps > 0) {
    throw optionError(read.owner, 'warmupSteps', warmupSteps, 'Pass `warmupTarget` too, the rate to rise to.');
  }
  if (warmupTarget !== undefined && !read.has('warmupSteps')) {
    throw optionError(read.owner, 'warmupTarget', warmupTarget, 'Pass `warmupSteps` too, the steps of the warm-up.');
  }
  const highest = warmupTarget ?? initialLearningRate;
  const decay: StepSchedule = (step) => highest * ((1 - alpha) * halfCosine(Math.min(step / decaySteps, 1)) + alpha);
  return warmupSteps > 0 ? warmup(decay, { warmupSteps, initialLearningRate }) : decay;
}

/** From 1 to 0 while `done` goes from 0 to 1. */
export function halfCosine(done: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * done));
}
