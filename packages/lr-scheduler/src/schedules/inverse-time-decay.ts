import type { StepSchedule } from '../schedule.js';
import { ScheduleOptions } from './schedule-options.js';

export interface InverseTimeDecayOptions {
  /** The rate of step 0. */
  initialLearningRate: number;

  /** Steps in which the divisor grows by `decayRate`. */
  decaySteps: number;

  /** What the divisor, which begins at 1, grows by: 0 or more. */
  decayRate: number;

  /**
   * Let it grow all at once, whenever `decaySteps` are over, instead of a little with each step.
   * @defaultValue `false`
   */
  staircase?: boolean | undefined;
}

/**
 * The rate is divided by a number that grows steadily: `initialLearningRate / (1 + decayRate * step / decaySteps)`.
 *
 * @throws TypeError or RangeError for a wrong option
 * @see keras/src/optimizers/schedules/learning_rate_schedule.py in Keras 3.15.1
 */
export function inverseTimeDecay(options: InverseTimeDecayOptions): StepSchedule {
  const example = '{ initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.5 }';
  const read = new ScheduleOptions('inverseTimeDecay', options, example);
  const initialLearningRate = read.rate('initialLearningRate');
  const decaySteps = read.steps('decaySteps');
  const decayRate = read.required('decayRate', { min: 0, meaning: 'a number, 0 or more' });
  const staircase = read.flag('staircase', false);
  read.done();
  return (step) => {
    const decays = staircase ? Math.floor(step / decaySteps) : step / decaySteps;
    return initialLearningRate / (1 + decayRate * decays);
  };
}
