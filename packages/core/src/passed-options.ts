import { copied } from './copied.js';
import { show, showName } from './show.js';

/**
 * The options that somebody has passed, each read once, so that a getter cannot give two answers. What an object
 * inherits counts as passed, but for what all objects inherit: nobody has passed that, other code has put it there.
 */
export class PassedOptions {
  readonly #owner: string;
  readonly #options: Record<string, unknown>;
  readonly #values = new Map<string, unknown>();

  /**
   * @param example options as one might pass them, for the error
   * @throws TypeError if they are not an object
   */
  constructor(owner: string, options: object | undefined, example: string) {
    this.#owner = owner;
    this.#options = (options === undefined ? {} : options) as Record<string, unknown>;
    const remedy = `Pass an object, such as ${example}.`;
    const isObject = () => typeof options === 'object' && options !== null && !Array.isArray(options);
    if (options === undefined || this.#attempt(undefined, isObject, remedy)) return;
    throw new TypeError(`${owner}: the options are ${show(options)}. ${remedy}`);
  }

  /** @returns `undefined` if it was not passed. @throws TypeError if it cannot be read */
  get(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name);
    const value = this.#attempt(name, () => this.#read(name));
    this.#values.set(name, value);
    return value;
  }

  /** The same as {@link copied} makes it. */
  copy(name: string, levels: number): unknown {
    const value = this.get(name);
    return this.#attempt(name, () => copied(value, levels));
  }

  /** @throws TypeError if they cannot be listed */
  names(): string[] {
    return this.#attempt(undefined, () => namesIn(this.#options));
  }

  #read(name: string): unknown {
    if (name in Object.prototype && !isPassed(this.#options, name)) return undefined;
    return copied(this.#options[name], 0);
  }

  /** @param name of the option that is read; of none, it is about the options themselves */
  #attempt<T>(
    name: string | undefined,
    read: () => T,
    remedy = name === undefined ? 'Pass a plain object.' : 'Pass a plain value.',
  ): T {
    try {
      return read();
    } catch (cause) {
      const what = name === undefined ? 'the options' : `option ${showName(name)}`;
      const reason = show(cause instanceof Error ? cause.message : cause);
      throw new TypeError(`${this.#owner}: ${what} cannot be read (it throws ${reason}). ${remedy}`, { cause });
    }
  }
}

function isPassed(options: object, name: string): boolean {
  for (let holder = options; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    if (Object.hasOwn(holder, name)) return true;
  }
  return false;
}

function namesIn(options: object): string[] {
  const names = Object.keys(options).filter((name) => name in Object.prototype);
  for (const name in options) if (!(name in Object.prototype)) names.push(name);
  return names;
}
