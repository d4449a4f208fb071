import { OptionReader, optionError, show } from '@cb/core/monitor';
import type { StepSchedule } from '../schedule.js';

export interface PiecewiseConstantDecayOptions {
  /** The last step of each value but the last, rising. */
  boundaries: readonly number[];

  /** The rates, one more than `boundaries`: the first up to and with the first boundary, and so on. */
  values: readonly number[];
}

/**
 * The rate is one of several, and changes after each boundary.
 *
 * @throws TypeError or RangeError for a wrong option
 * @see keras/src/optimizers/schedules/learning_rate_schedule.py in Keras 3.15.1; differences are listed in the README
 */
export function piecewiseConstantDecay(options: PiecewiseConstantDecayOptions): StepSchedule {
  const example = '{ boundaries: [100, 200], values: [0.1, 0.01, 0.001] }';
  const read = new OptionReader('piecewiseConstantDecay', options, example);
  const boundaries = read.copy('boundaries');
  const values = read.copy('values');
  read.done();
  if (!isRising(boundaries)) {
    throw listError('boundaries', boundaries, 'Pass an array of steps that rise, such as [100, 200].');
  }
  const count = boundaries.length + 1;
  if (!areRates(values) || values.length !== count) {
    throw listError('values', values, `Pass an array of ${count} learning rates, one more than there are boundaries.`);
  }
  // A step behind the last boundary has the index -1, which is that of the last rate.
  return (step) => values.at(boundaries.findIndex((last) => step <= last)) as number;
}

function isRising(list: unknown): list is readonly number[] {
  const follows = (step: unknown, index: number, steps: unknown[]) =>
    typeof step === 'number' && Number.isFinite(step) && (index === 0 || step > Number(steps[index - 1]));
  return Array.isArray(list) && list.length > 0 && list.every(follows);
}

function areRates(list: unknown): list is readonly number[] {
  return Array.isArray(list) && list.every((rate) => typeof rate === 'number' && Number.isFinite(rate) && rate >= 0);
}

/** As `optionError`, with what stands in the list. */
function listError(option: keyof PiecewiseConstantDecayOptions, list: unknown, remedy: string): Error {
  if (!Array.isArray(list)) return optionError('piecewiseConstantDecay', option, list, remedy, TypeError);
  const got = `[${list.map(show).join(', ')}]`;
  return new RangeError(`piecewiseConstantDecay: option \`${option}\` is ${got}. ${remedy}`);
}
