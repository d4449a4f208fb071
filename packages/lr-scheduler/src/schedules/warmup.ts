import { show } from '@cb/core/monitor';
import type { StepSchedule } from '../schedule.js';
import { ScheduleOptions } from './schedule-options.js';

export interface WarmupOptions {
  /** Steps of the warm-up. */
  warmupSteps: number;

  /**
   * The rate of step 0.
   * @defaultValue `0`
   */
  initialLearningRate?: number | undefined;
}

/**
 * The rate rises in a straight line to where another schedule begins, which then runs as if it began at step 0. The
 * warm-up of Keras's `CosineDecay`, for any schedule.
 *
 * @param schedule one that looks at the step alone: the rate changes during the warm-up
 * @throws TypeError or RangeError for a wrong option
 *
 * @example
 * ```ts
 * warmup(exponentialDecay({ initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.9 }), { warmupSteps: 200 })
 * ```
 */
export function warmup(schedule: StepSchedule, options: WarmupOptions): StepSchedule {
  if (typeof schedule !== 'function') {
    throw new TypeError(`warmup: the schedule is ${show(schedule)}. Pass a schedule such as cosineDecay({ … }).`);
  }
  const read = new ScheduleOptions('warmup', options, '{ warmupSteps: 100 }');
  const warmupSteps = read.steps('warmupSteps');
  const initialLearningRate = read.rate('initialLearningRate', 0);
  read.done();
  return (step) => {
    if (step >= warmupSteps) return schedule(step - warmupSteps);
    return initialLearningRate + (schedule(0) - initialLearningRate) * (step / warmupSteps);
  };
}
