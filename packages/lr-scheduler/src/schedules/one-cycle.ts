import { optionError } from '@cb/core/monitor';
import type { StepSchedule } from '../schedule.js';
import { halfCosine } from './cosine-decay.js';
import { ScheduleOptions } from './schedule-options.js';

export interface OneCycleOptions {
  /** The rate at the top. */
  maxLearningRate: number;

  /** Steps of the cycle: those of the whole training. The rate stays where it ends. */
  totalSteps: number;

  /**
   * The part of the steps in which the rate rises: from 0 to 1, with `threePhase` to 0.5.
   * @defaultValue `0.3`
   */
  pctStart?: number | undefined;

  /**
   * `'cos'` goes from one rate to the next along half a cosine, `'linear'` in a straight line.
   * @defaultValue `'cos'`
   */
  annealStrategy?: 'cos' | 'linear' | undefined;

  /**
   * How many times as high as the first rate the highest is.
   * @defaultValue `25`
   */
  divFactor?: number | undefined;

  /**
   * How many times as high as the last rate the first is.
   * @defaultValue `1e4`
   */
  finalDivFactor?: number | undefined;

  /**
   * Fall to the first rate as fast as it rose, and only then to the last.
   * @defaultValue `false`
   */
  threePhase?: boolean | undefined;
}

const PART = { min: 0, below: 1 + Number.EPSILON, meaning: 'a part from 0 to 1' };

const FACTOR = { min: Number.MIN_VALUE, meaning: 'a factor above 0' };

/** From the rate where the phase before ended, to another one. */
interface Phase {
  lastStep: number;
  to: number;
}

/**
 * The rate rises once, from `maxLearningRate / divFactor` to `maxLearningRate`, and falls to nearly nothing: PyTorch's
 * `OneCycleLR` under its names, without the cycle of the momentum.
 *
 * @throws TypeError or RangeError for a wrong option
 * @see torch/optim/lr_scheduler.py in PyTorch 2.9.1
 */
export function oneCycle(options: OneCycleOptions): StepSchedule {
  const read = new ScheduleOptions('oneCycle', options, '{ maxLearningRate: 0.1, totalSteps: 1000 }');
  const highest = read.rate('maxLearningRate');
  const totalSteps = read.required('totalSteps', { min: 2, meaning: 'a number of steps, 2 or more' });
  const pctStart = read.number('pctStart', 0.3, PART);
  const isCosine = read.oneOf('annealStrategy', 'cos', ['cos', 'linear']) === 'cos';
  const first = highest / read.number('divFactor', 25, FACTOR);
  const last = first / read.number('finalDivFactor', 1e4, FACTOR);
  const threePhase = read.flag('threePhase', false);
  read.done();
  if (threePhase && pctStart > 0.5) {
    throw optionError(
      read.owner,
      'pctStart',
      pctStart,
      'Pass a part from 0 to 0.5, because `threePhase` takes it twice.',
    );
  }
  const top = pctStart * totalSteps - 1;
  const phases: Phase[] = [
    { lastStep: top, to: highest },
    ...(threePhase ? [{ lastStep: 2 * top, to: first }] : []),
    { lastStep: totalSteps - 1, to: last },
  ];
  return (step) => {
    let [begin, from] = [0, first];
    for (const { lastStep, to } of phases) {
      if (step <= lastStep) {
        const done = lastStep > begin ? (step - begin) / (lastStep - begin) : 1;
        return to + (from - to) * (isCosine ? halfCosine(done) : 1 - done);
      }
      [begin, from] = [lastStep, to];
    }
    return last;
  };
}
