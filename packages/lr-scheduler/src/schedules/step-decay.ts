import type { StepSchedule } from '../schedule.js';
import { exponentialDecay } from './exponential-decay.js';
import { ScheduleOptions } from './schedule-options.js';

export interface StepDecayOptions {
  /** The rate of step 0. */
  initialLearningRate: number;

  /** Steps after which the rate is multiplied by `gamma`, again and again. */
  stepSize: number;

  /**
   * What the rate is multiplied by: 0 or more.
   * @defaultValue `0.1`
   */
  gamma?: number | undefined;
}

/**
 * The rate is multiplied by `gamma` after every `stepSize` steps, under the names of PyTorch's `StepLR`. It is
 * `exponentialDecay` with `staircase`.
 *
 * @throws TypeError or RangeError for a wrong option
 */
export function stepDecay(options: StepDecayOptions): StepSchedule {
  const read = new ScheduleOptions('stepDecay', options, '{ initialLearningRate: 0.1, stepSize: 30 }');
  const initialLearningRate = read.rate('initialLearningRate');
  const decaySteps = read.steps('stepSize');
  const decayRate = read.required('gamma', { min: 0, meaning: 'a factor, 0 or more' }, 0.1);
  read.done();
  return exponentialDecay({ initialLearningRate, decaySteps, decayRate, staircase: true });
}
