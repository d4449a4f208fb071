import { Callback, type CallbackState, OptionReader } from '@cb/core';

export interface MyCallbackOptions {
  /**
   * `1` prints each epoch, `0` prints nothing.
   * @defaultValue `0`
   */
  verbose?: number | undefined;
}

/**
 * Counts the epochs of a run.
 *
 * One instance may serve several `fit()` calls: the count starts afresh when training begins.
 *
 * @throws RangeError if a number is out of its range.
 * @throws TypeError if an option is unknown or has the wrong type.
 */
export class MyCallback extends Callback {
  readonly #verbose: boolean;
  #epochs = 0;

  constructor(options?: MyCallbackOptions) {
    super();
    const read = new OptionReader('MyCallback', options);
    this.#verbose = read.verbose();
    read.done();
  }

  /** How many epochs of this run have ended. */
  get epochs(): number {
    return this.#epochs;
  }

  override async onTrainBegin(): Promise<void> {
    this.#epochs = 0;
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    this.#epochs += 1;
    if (this.#verbose) console.info(`MyCallback: epoch ${epoch + 1} has ended.`);
  }

  protected override saveState(): CallbackState {
    return { values: { callback: 'MyCallback', epochs: this.#epochs } };
  }

  protected override loadState({ values }: CallbackState): void {
    this.#epochs = values.epochs as number;
  }
}
