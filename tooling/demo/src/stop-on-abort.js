// @ts-check
import { Callback } from '@cb/core';

/** Stops training after the current batch once a signal says so. */
export class StopOnAbort extends Callback {
  #signal;

  /** @param {AbortSignal} [signal] */
  constructor(signal) {
    super();
    this.#signal = signal;
  }

  /** @override */
  async onBatchEnd() {
    if (this.#signal?.aborted) this.model.stopTraining = true;
  }
}
