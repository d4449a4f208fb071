import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NamedTensor } from './state.js';
import { WeightSnapshot } from './weight-snapshot.js';

/** The weights of the best epoch so far, for callbacks that go back to them. Holds one copy at most. */
export class BestWeights {
  readonly #wanted: boolean;
  #snapshot: WeightSnapshot | undefined;

  /** @param wanted without it nothing is ever held */
  constructor(wanted: boolean) {
    this.#wanted = wanted;
  }

  get held(): boolean {
    return this.#snapshot !== undefined;
  }

  /** Takes the weights that the model has now, or the given ones, in place of those held. */
  keep(model: LayersModel, values?: readonly NamedTensor[]): void {
    if (!this.#wanted) return;
    this.dispose();
    this.#snapshot = new WeightSnapshot(model, values);
  }

  /** Puts the weights back, if any are held. */
  restore(): void {
    this.#snapshot?.restore();
  }

  /** The weights as part of a callback's state; they stay ours. */
  save(): { weights?: NamedTensor[] } {
    return this.#snapshot ? { weights: this.#snapshot.values } : {};
  }

  /** Goes on from the weights of a callback's state. */
  resume(model: LayersModel, weights: readonly NamedTensor[] | undefined): void {
    if (weights) this.keep(model, weights);
  }

  dispose(): void {
    this.#snapshot?.dispose();
    this.#snapshot = undefined;
  }
}
