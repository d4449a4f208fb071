import { type NumberRange, OptionReader, optionError } from '@cb/core/monitor';

const RATE = { min: 0, meaning: 'a learning rate, 0 or more' };
const STEPS = { min: Number.MIN_VALUE, meaning: 'a number of steps above 0' };

/** Reads the options of a schedule, most of which have no default. */
export class ScheduleOptions<Options extends object> extends OptionReader<Options> {
  /** A learning rate, which must be passed unless there is a default. */
  rate(name: keyof Options & string, fallback?: number): number {
    return this.required(name, RATE, fallback);
  }

  /** A number of steps, which must be passed. It need not be whole. */
  steps(name: keyof Options & string): number {
    return this.required(name, STEPS);
  }

  /** A number from the range, which must be passed unless there is a default. */
  required(name: keyof Options & string, range: NumberRange, fallback?: number): number {
    const value = this.number(name, fallback, range);
    if (value === undefined) throw optionError(this.owner, name, value, `Pass ${range.meaning}.`, TypeError);
    return value;
  }
}
