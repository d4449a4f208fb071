import { decode, optionsOf } from '@cb-tooling/keras-oracle';
import {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  piecewiseConstantDecay,
  polynomialDecay,
  type Schedule,
  type StepSchedule,
} from '../src/schedules.js';

/** What stands for a function in a recorded scenario. */
export type RecordedFunction =
  | { function: 'keep' }
  | { function: 'multiply'; factor: number; after: number }
  | { function: 'divide'; rate: number }
  | { function: 'table'; rates: unknown[] }
  | { function: 'schedule'; name: string; options: Record<string, unknown> };

/** The function, in our words. */
export function functionOf(recorded: RecordedFunction): Schedule {
  switch (recorded.function) {
    case 'keep':
      return (_epoch, rate) => rate;
    case 'multiply':
      return (epoch, rate) => (epoch < recorded.after ? rate : rate * recorded.factor);
    case 'divide':
      return (epoch) => recorded.rate / (epoch + 1);
    case 'table':
      return (epoch) => rateIn(recorded.rates, epoch);
    case 'schedule':
      return kerasSchedule(recorded.name, recorded.options);
  }
}

/** Text that is no number stays text, as the recorder has it. */
function rateIn(rates: unknown[], epoch: number): number {
  return decode(rates[epoch % rates.length]) as number;
}

/** Our schedules by Keras's names. */
const SCHEDULES: Record<string, (options: never) => StepSchedule> = {
  CosineDecay: cosineDecay,
  CosineDecayRestarts: cosineDecayRestarts,
  ExponentialDecay: exponentialDecay,
  InverseTimeDecay: inverseTimeDecay,
  PiecewiseConstantDecay: piecewiseConstantDecay,
  PolynomialDecay: polynomialDecay,
};

export function kerasSchedule(name: string, options: Record<string, unknown>): StepSchedule {
  const make = SCHEDULES[name];
  if (!make) throw new Error(`${name} is no schedule of Keras that has a counterpart.`);
  return make(optionsOf<never>({ options, runs: [] }));
}
