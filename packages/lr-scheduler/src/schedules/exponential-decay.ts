import type { StepSchedule } from '../schedule.js';
import { ScheduleOptions } from './schedule-options.js';

export interface ExponentialDecayOptions {
  /** The rate of step 0. */
  initialLearningRate: number;

  /** Steps in which the rate is multiplied by `decayRate` once. */
  decaySteps: number;

  /** What the rate is multiplied by: 0 or more. */
  decayRate: number;

  /**
   * Multiply all at once, whenever `decaySteps` are over, instead of a little with each step.
   * @defaultValue `false`
   */
  staircase?: boolean | undefined;
}

/**
 * The rate is multiplied by `decayRate` in every `decaySteps`: `initialLearningRate * decayRate ** (step /
 * decaySteps)`.
 *
 * @throws TypeError or RangeError for a wrong option
 * @see keras/src/optimizers/schedules/learning_rate_schedule.py in Keras 3.15.1
 */
export function exponentialDecay(options: ExponentialDecayOptions): StepSchedule {
  const example = '{ initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.9 }';
  const read = new ScheduleOptions('exponentialDecay', options, example);
  const initialLearningRate = read.rate('initialLearningRate');
  const decaySteps = read.steps('decaySteps');
  const decayRate = read.required('decayRate', { min: 0, meaning: 'a factor, 0 or more' });
  const staircase = read.flag('staircase', false);
  read.done();
  return (step) => {
    const decays = staircase ? Math.floor(step / decaySteps) : step / decaySteps;
    return initialLearningRate * decayRate ** decays;
  };
}
