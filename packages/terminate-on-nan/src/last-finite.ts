import type { NamedTensor } from '@cb/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainingSnapshot } from './training-snapshot.js';

/** What became of going back. */
export interface Return {
  /** No loss was finite yet, so it went back to where the training began. */
  isToBeginning: boolean;
  /** Why the optimizer stays as it is; `undefined` when it went back too. */
  optimizerFault: string | undefined;
}

/**
 * The model as it was when the last finite loss was computed.
 *
 * A loss comes from the weights before the step of its batch, so a finite one speaks for those of the hook before, and
 * not for those that the model has when the loss is known. Two moments are held therefore: the one that a finite loss
 * speaks for, and the latest, for which the next loss will.
 */
export class LastFinite {
  #proven: TrainingSnapshot | undefined;
  #latest: TrainingSnapshot | undefined;

  /** Training begins, with weights that nothing is known of yet. */
  async begin(model: LayersModel): Promise<void> {
    this.dispose();
    this.#latest = await TrainingSnapshot.take(model);
  }

  /** A loss was finite: it speaks for the latest moment. */
  async advance(model: LayersModel): Promise<void> {
    this.#proven?.dispose();
    this.#proven = this.#latest;
    this.#latest = await TrainingSnapshot.take(model);
  }

  /** Goes back to the last finite loss, or to the beginning. The moments after it are forgotten. */
  async restore(model: LayersModel): Promise<Return> {
    const isToBeginning = this.#proven === undefined;
    const optimizerFault = await (this.#proven ?? this.#latest)?.restore();
    await this.begin(model);
    return { isToBeginning, optimizerFault };
  }

  /** What a finite loss speaks for, as part of a callback's state; the tensors stay ours. */
  save(): { weights?: NamedTensor[] } {
    return this.#proven ? { weights: this.#proven.values } : {};
  }

  /** Goes on from a callback's state, after `begin`. */
  resume(model: LayersModel, values: readonly NamedTensor[] | undefined): void {
    this.#proven?.dispose();
    this.#proven = values && TrainingSnapshot.of(model, values);
  }

  dispose(): void {
    this.#proven?.dispose();
    this.#latest?.dispose();
    this.#proven = undefined;
    this.#latest = undefined;
  }
}
