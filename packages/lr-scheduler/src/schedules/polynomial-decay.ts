import type { StepSchedule } from '../schedule.js';
import { ScheduleOptions } from './schedule-options.js';

export interface PolynomialDecayOptions {
  /** The rate of step 0. */
  initialLearningRate: number;

  /** Steps until the rate is `endLearningRate`. */
  decaySteps: number;

  /**
   * The rate in the end.
   * @defaultValue `0.0001`
   */
  endLearningRate?: number | undefined;

  /**
   * The power of the polynomial, above 0: `1` is a straight line, `2` falls fast at first, `0.5` at last.
   * @defaultValue `1`
   */
  power?: number | undefined;

  /**
   * Begin again whenever the end is reached, each time from a lower rate and more slowly, instead of staying there.
   * @defaultValue `false`
   */
  cycle?: boolean | undefined;
}

/**
 * The rate goes from `initialLearningRate` to `endLearningRate` along `(1 - step / decaySteps) ** power`, and stays
 * there.
 *
 * With `cycle` the first multiple of `decaySteps` that is not below the step takes their place.
 *
 * @throws TypeError or RangeError for a wrong option
 * @see keras/src/optimizers/schedules/learning_rate_schedule.py in Keras 3.15.1
 */
export function polynomialDecay(options: PolynomialDecayOptions): StepSchedule {
  const read = new ScheduleOptions('polynomialDecay', options, '{ initialLearningRate: 0.1, decaySteps: 1000 }');
  const initialLearningRate = read.rate('initialLearningRate');
  const decaySteps = read.steps('decaySteps');
  const endLearningRate = read.rate('endLearningRate', 1e-4);
  const power = read.number('power', 1, { min: Number.MIN_VALUE, meaning: 'a number above 0' });
  const cycle = read.flag('cycle', false);
  read.done();
  return (step) => {
    const end = cycle ? decaySteps * Math.max(Math.ceil(step / decaySteps), 1) : decaySteps;
    const left = 1 - Math.min(step, end) / end;
    return (initialLearningRate - endLearningRate) * left ** power + endLearningRate;
  };
}
