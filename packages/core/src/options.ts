import { PassedOptions } from './passed-options.js';
import { printable } from './printable.js';
import { show, showName } from './show.js';
import { suggestion } from './suggestion.js';

/**
 * The error for an option that cannot work: who, what it got, what to do.
 *
 * @param owner the class that was constructed, as users write it
 * @param remedy one sentence that says what to pass, such as "Pass a whole number of epochs, 0 or more."
 * @returns a `TypeError` when the value has the wrong type, else a `RangeError`
 */
export function optionError(
  owner: string,
  option: string,
  value: unknown,
  remedy: string,
  kind: ErrorConstructor = RangeError,
): Error {
  return new kind(`${owner}: option ${showName(option)} is ${show(value)}. ${printable(remedy)}`);
}

/** The range of a number: whole or not, from `min`, up to but without `below`. */
export interface NumberRange {
  min?: number;
  below?: number;
  /** What a number in this range is, for the error: "a whole number of epochs, 0 or more". */
  meaning: string;
}

/**
 * Reads the options of a callback once, and refuses what cannot work.
 *
 * Each method reads one option: it returns the value that was passed, or the default when the option is absent, and
 * throws an {@link optionError} when the value has the wrong type or lies outside its range. `done()` refuses every
 * option that nothing has read.
 */
export class OptionReader<Options extends object> {
  readonly owner: string;
  readonly #passed: PassedOptions;
  readonly #known = new Set<string>();

  /**
   * @param example options as one might pass them, for the error
   * @throws TypeError if `options` is not an object
   */
  constructor(owner: string, options: Options | undefined, example = '{ verbose: 1 }') {
    this.owner = owner;
    this.#passed = new PassedOptions(owner, options, example);
  }

  /** Whether the option was passed. */
  has(name: keyof Options & string): boolean {
    return this.value(name) !== undefined;
  }

  /** Whatever was passed, which is for the caller to check; `undefined` if nothing was. */
  value<Name extends keyof Options & string>(name: Name): Options[Name] | undefined {
    this.#known.add(name);
    return this.#passed.get(name) as Options[Name] | undefined;
  }

  /**
   * A copy of an array or a plain object that was passed, so many levels deep, which is for the caller to check. What
   * is changed later in what was passed has no effect.
   */
  copy<Name extends keyof Options & string>(name: Name, levels = 1): Options[Name] | undefined {
    this.#known.add(name);
    return this.#passed.copy(name, levels) as Options[Name] | undefined;
  }

  /** A number from the range, whole or not. */
  number<Default extends number | undefined>(
    name: keyof Options & string,
    fallback: Default,
    range: NumberRange = { meaning: 'a finite number' },
  ): number | Default {
    const value = this.#get(name, fallback);
    if (value === undefined || (value === null && fallback === undefined)) return fallback;
    if (typeof value !== 'number') throw this.#wrong(name, value, range.meaning, TypeError);
    if (!isWithin(value, range)) throw this.#wrong(name, value, range.meaning);
    return value;
  }

  /** A whole number from the range. */
  whole<Default extends number | undefined>(
    name: keyof Options & string,
    fallback: Default,
    range: NumberRange,
  ): number | Default {
    const value = this.number(name, fallback, range);
    if (value !== undefined && !Number.isInteger(value)) throw this.#wrong(name, value, range.meaning);
    return value;
  }

  flag(name: keyof Options & string, fallback: boolean): boolean {
    const value = this.#get(name, fallback);
    if (typeof value !== 'boolean') throw this.#wrong(name, value, 'true or false', TypeError);
    return value;
  }

  /** A text with at least one character. */
  string(name: keyof Options & string, fallback: string): string {
    const value = this.#get(name, fallback);
    if (typeof value !== 'string') throw this.#wrong(name, value, 'a string', TypeError);
    if (value === '') throw this.#wrong(name, value, 'a string that is not empty');
    return value;
  }

  oneOf<Value extends string>(name: keyof Options & string, fallback: Value, values: readonly Value[]): Value {
    const value = this.#get(name, fallback);
    const match = values.find((candidate) => candidate === value);
    if (match === undefined) throw this.#wrong(name, value, values.map((one) => `'${one}'`).join(', '));
    return match;
  }

  /** One of the words, or a whole number from the range. */
  wordOrWhole<Word extends string>(
    name: keyof Options & string,
    fallback: Word,
    words: readonly Word[],
    range: NumberRange,
  ): Word | number {
    const value = this.#get(name, fallback);
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    if (typeof value === 'number' && Number.isInteger(value) && isWithin(value, range)) return value;
    const meaning = `${words.map((one) => `'${one}'`).join(', ')}, or ${range.meaning}`;
    throw this.#wrong(name, value, meaning, /string|number/.test(typeof value) ? RangeError : TypeError);
  }

  /** `0` prints nothing, any other whole number prints. */
  verbose(): boolean {
    const meaning = 'a whole number: 0 prints nothing, 1 prints';
    return this.whole('verbose' as keyof Options & string, 0, { min: 0, meaning }) > 0;
  }

  /** Ends the reading. @throws TypeError for an option that nothing has read */
  done(): void {
    for (const name of this.#passed.names()) {
      if (this.#known.has(name)) continue;
      const remedy = suggestion(name, [...this.#known]) ?? `Pass one of ${[...this.#known].sort().join(', ')}.`;
      throw new TypeError(`${this.owner}: option ${showName(name)} is unknown. ${remedy}`);
    }
  }

  #get(name: keyof Options & string, fallback: unknown): unknown {
    const value = this.value(name);
    return value === undefined ? fallback : value;
  }

  #wrong(name: string, value: unknown, meaning: string, kind: ErrorConstructor = RangeError): Error {
    return optionError(this.owner, name, value, `Pass ${meaning}.`, kind);
  }
}

function isWithin(value: number, { min = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY }: NumberRange) {
  return Number.isFinite(value) && value >= min && value < below;
}
