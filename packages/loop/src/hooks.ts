import { nameOf, type Callback as OwnCallback } from '@cb/core';
import type { Callback, LayersModel } from '@tensorflow/tfjs-layers';
import { OnlyLayersModel } from './only-layers-model.js';

type Params = Parameters<Callback['setParams']>[0];
type Logs = Parameters<Callback['onEpochEnd']>[1];

/** Calls the hooks of callbacks one after the other, as `fit` does, and ends what it began, whatever happens. */
export class Hooks {
  readonly #callbacks: readonly Callback[];
  /** So many, from the first, have finished `onTrainBegin`. */
  #begun = 0;

  constructor(callbacks: readonly Callback[]) {
    this.#callbacks = callbacks;
  }

  async begin(params: Params, model: LayersModel): Promise<void> {
    for (const callback of this.#callbacks) callback.setParams(params);
    for (const callback of this.#callbacks) callback.setModel(model);
    for (const callback of this.#callbacks) {
      await attributed(callback, () => callback.onTrainBegin({}));
      this.#begun++;
    }
  }

  async run(
    hook: 'onEpochBegin' | 'onEpochEnd' | 'onBatchBegin' | 'onBatchEnd',
    index: number,
    logs: Logs,
  ): Promise<void> {
    for (const callback of this.#callbacks) await attributed(callback, () => callback[hook](index, logs));
  }

  /**
   * Ends every callback that has begun, also when another one fails.
   *
   * @param isWhole training came to its end; otherwise what callbacks hold is released too
   * @returns what failed
   */
  async end(isWhole: boolean): Promise<unknown[]> {
    const failures: unknown[] = [];
    const attempt = async (callback: Callback, action: () => unknown) => {
      await attributed(callback, action).catch((error) => failures.push(error));
    };
    for (const callback of this.#callbacks.slice(0, this.#begun))
      await attempt(callback, () => callback.onTrainEnd({}));
    if (isWhole) return failures;
    for (const callback of this.#callbacks as Partial<OwnCallback>[]) {
      await attempt(callback as Callback, () => callback.dispose?.());
    }
    return failures;
  }
}

/** Names the callback that needs what a `VariableModel` has not. */
async function attributed(callback: Callback, hook: () => unknown): Promise<void> {
  try {
    await hook();
  } catch (error) {
    if (!(error instanceof OnlyLayersModel)) throw error;
    throw new Error(`${nameOf(callback)}: ${error.message}`, { cause: error });
  }
}
