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
 * A loss comes from the weights before the step of its batch, so a finite one speaks for those that the batch began
 * with, and not for those that the model has when the loss is known. Two moments are held therefore: the one that a
 * finite loss speaks for, and the latest beginning, for which the next loss will.
 */
export class LastFinite {
  #proven: TrainingSnapshot | undefined;
  #latest: TrainingSnapshot | undefined;

  /** A batch or an epoch begins, with weights that nothing is known of yet. */
  async mark(model: LayersModel): Promise<void> {
    this.#latest?.dispose();
    this.#latest = undefined;
    this.#latest = await TrainingSnapshot.take(model);
  }

  /** A loss was finite: it speaks for the latest beginning. */
  prove(): void {
    if (!this.#latest) return;
    this.#proven?.dispose();
    this.#proven = this.#latest;
    this.#latest = undefined;
  }

  /** Goes back to the last finite loss, or to the beginning. @returns `undefined` when it holds neither */
  async restore(): Promise<Return | undefined> {
    const moment = this.#proven ?? this.#latest;
    if (!moment) return undefined;
    return { isToBeginning: moment === this.#latest, optimizerFault: await moment.restore() };
  }

  /** What a finite loss speaks for, as part of a callback's state; the tensors stay ours. */
  save(): { weights?: NamedTensor[] } {
    return this.#proven ? { weights: this.#proven.values } : {};
  }

  /** Goes on from a callback's state. */
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
