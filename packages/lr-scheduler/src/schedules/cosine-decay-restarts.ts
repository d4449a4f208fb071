import type { StepSchedule } from '../schedule.js';
import { halfCosine } from './cosine-decay.js';
import { ScheduleOptions } from './schedule-options.js';

export interface CosineDecayRestartsOptions {
  /** The rate of step 0. */
  initialLearningRate: number;

  /** Steps until the first restart. */
  firstDecaySteps: number;

  /**
   * How many times as long as the one before each period is: 1 or more.
   * @defaultValue `2`
   */
  tMul?: number | undefined;

  /**
   * How many times as high as the one before each period begins: 0 or more.
   * @defaultValue `1`
   */
  mMul?: number | undefined;

  /**
   * The rate at the end of a period, as a fraction of `initialLearningRate`.
   * @defaultValue `0`
   */
  alpha?: number | undefined;
}

/** Logarithms are rounded: a restart that they place this far behind a step, in periods, belongs to it. */
const ROUNDING = 1e-9;

/**
 * The rate falls along half a cosine again and again, in periods that grow longer.
 *
 * @throws TypeError or RangeError for a wrong option
 * @see keras/src/optimizers/schedules/learning_rate_schedule.py in Keras 3.15.1; differences are listed in the README
 */
export function cosineDecayRestarts(options: CosineDecayRestartsOptions): StepSchedule {
  const example = '{ initialLearningRate: 0.1, firstDecaySteps: 1000 }';
  const read = new ScheduleOptions('cosineDecayRestarts', options, example);
  const initialLearningRate = read.rate('initialLearningRate');
  const firstDecaySteps = read.steps('firstDecaySteps');
  const tMul = read.number('tMul', 2, { min: 1, meaning: 'a factor, 1 or more' });
  const mMul = read.number('mMul', 1, { min: 0, meaning: 'a factor, 0 or more' });
  const alpha = read.number('alpha', 0, { min: 0, meaning: 'a fraction of the rate, 0 or more' });
  read.done();
  return (step) => {
    const { restarts, done } = periodAt(step / firstDecaySteps, tMul);
    return initialLearningRate * ((1 - alpha) * mMul ** restarts * halfCosine(done) + alpha);
  };
}

/**
 * Where a step falls.
 *
 * @param time steps, counted in first periods
 * @returns how many periods are over, and which part of the next is
 */
function periodAt(time: number, tMul: number): { restarts: number; done: number } {
  if (tMul === 1) return { restarts: Math.floor(time), done: time % 1 };
  const restarts = Math.floor(Math.log(1 + time * (tMul - 1)) / Math.log(tMul) + ROUNDING);
  const length = tMul ** restarts;
  const begin = (length - 1) / (tMul - 1);
  return { restarts, done: (time - begin) / length };
}
