import type { Operator } from 'opendal';
import { bufferOf, loadOpenDAL } from '#node';
import type { Rules } from '../rules.js';
import { StoreError } from '../store-error.js';
import { kindOf, storeError } from './fault.js';

/** Characters. A shorter one is no secret, and may be part of any word. */
const LEAST_SECRET = 6;

/** Names of options whose values must not be shown. */
const SECRET = /key|secret|token|password|credential|sas/i;

/** The objects of a store: bytes by their keys. Each request is sent again, within bounds, as the rules say. */
export class Bucket {
  /** How messages name it. */
  readonly url: string;
  readonly #scheme: string;
  readonly #options: Readonly<Record<string, string>>;
  readonly #rules: Rules;
  readonly #secrets: string[];
  #opened: Promise<Operator> | undefined;

  constructor(scheme: string, options: Readonly<Record<string, string>>, rules: Rules) {
    const { bucket, container, filesystem, root = '' } = options;
    const parts = [bucket ?? container ?? filesystem ?? '', root.replace(/^\/|\/$/g, '')];
    this.url = `${scheme}://${parts.filter((part) => part !== '').join('/')}`;
    this.#scheme = scheme;
    this.#options = options;
    this.#rules = rules;
    this.#secrets = Object.keys(options).flatMap((name) => {
      const value = options[name];
      return SECRET.test(name) && value && value.length >= LEAST_SECRET ? [value] : [];
    });
  }

  /** Whether {@link create} asks for a condition. */
  get mindsConditions(): boolean {
    return !this.#rules.singleWriter;
  }

  /** @throws StoreError if the store cannot write under a condition, and more than one may write */
  async refuseUnconditional(): Promise<void> {
    const operator = await this.#open();
    if (!this.mindsConditions || operator.capability().writeWithIfNotExists) return;
    throw new StoreError(
      `${this.#scheme} cannot write under a condition, so that two trainings could overwrite each other's checkpoints`,
      'Pass `singleWriter: true` to objectStore() if no two of them ever write there at a time.',
    );
  }

  /** Writes an object. */
  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#ask((operator) => operator.write(key, bufferOf(bytes)));
  }

  /**
   * Writes an object if there is none with that key. An error leaves open whether it was written, or may be still.
   *
   * @returns whether there was none. A request that was sent again may have met its own object.
   */
  async create(key: string, bytes: Uint8Array): Promise<boolean> {
    if (!this.mindsConditions) {
      await this.put(key, bytes);
      return true;
    }
    return this.#ask(
      async (operator) => {
        await operator.write(key, bufferOf(bytes), { ifNotExists: true });
        return true;
      },
      new Map([['ConditionNotMatch', false]]),
    );
  }

  /** The bytes of an object; `undefined` if there is none. */
  get(key: string): Promise<Uint8Array | undefined> {
    return this.#ask<Uint8Array | undefined>((operator) => operator.read(key), new Map([['NotFound', undefined]]));
  }

  /** The keys below a folder, whose own key ends in `/`. Those of folders in it end so too. */
  async list(folder: string, recursive = false): Promise<string[]> {
    const entries = await this.#ask((operator) => operator.list(folder, { recursive }));
    return entries.map((entry) => entry.path()).filter((key) => key !== folder);
  }

  /** Removes an object, if it is there. */
  async remove(key: string): Promise<void> {
    await this.#ask((operator) => operator.delete(key));
  }

  /** @param answers what is returned for errors of a kind */
  async #ask<T>(request: (operator: Operator) => Promise<T>, answers?: ReadonlyMap<string, T>): Promise<T> {
    const operator = await this.#open();
    try {
      return await request(operator);
    } catch (error) {
      const kind = kindOf(error);
      if (answers?.has(kind)) return answers.get(kind) as T;
      throw storeError(error, this.#secrets);
    }
  }

  /** Opened once, or again after a failure. */
  #open(): Promise<Operator> {
    this.#opened ??= this.#connect().catch((error) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #connect(): Promise<Operator> {
    const { Operator, RetryLayer, TimeoutLayer } = await loadOpenDAL();
    const { retries, timeoutMs } = this.#rules;
    const timeout = new TimeoutLayer();
    timeout.timeout = timeoutMs;
    timeout.ioTimeout = timeoutMs;
    const retry = new RetryLayer();
    Object.assign(retry, { maxTimes: retries, minDelay: 500, maxDelay: 10_000, factor: 2, jitter: true });
    try {
      const operator = new Operator(this.#scheme, { ...this.#options });
      // In this order a request that took too long is sent again.
      return operator.layer(timeout.build()).layer(retry.build());
    } catch (error) {
      throw storeError(error, this.#secrets);
    }
  }
}
