import { type NamedTensor, share, WeightSnapshot } from '@cb/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptimizerSnapshot } from './optimizer-snapshot.js';

/** A model and its optimizer at one moment, held without a copy until `dispose()`. */
export class TrainingSnapshot {
  readonly #weights: WeightSnapshot;
  /** Or why the optimizer does not say what it remembers. */
  readonly #optimizer: OptimizerSnapshot | Error;

  private constructor(weights: WeightSnapshot, optimizer: OptimizerSnapshot | Error) {
    this.#weights = weights;
    this.#optimizer = optimizer;
  }

  static async take(model: LayersModel): Promise<TrainingSnapshot> {
    const weights = new WeightSnapshot(model);
    return new TrainingSnapshot(weights, await OptimizerSnapshot.take(model.optimizer).catch((error: Error) => error));
  }

  /** The snapshot of which `values` tells. They stay the caller's. @throws Error if they do not fit the model */
  static of(model: LayersModel, values: readonly NamedTensor[]): TrainingSnapshot {
    const count = model.weights.length;
    const weights = new WeightSnapshot(model, values.slice(0, count));
    const optimizer = values.slice(count).map(({ name, tensor }) => ({ name, tensor: share(tensor) }));
    const isLeftOut = optimizer.length === 0;
    return new TrainingSnapshot(
      weights,
      isLeftOut
        ? new Error('the state that was set has none of it')
        : new OptimizerSnapshot(model.optimizer, optimizer),
    );
  }

  /** The weights of the model, then what the optimizer remembers; they stay the snapshot's. */
  get values(): NamedTensor[] {
    return [...this.#weights.values, ...(this.#optimizer instanceof Error ? [] : this.#optimizer.values)];
  }

  /** Puts the weights back, and the optimizer. @returns why the optimizer stays as it is, if it does */
  async restore(): Promise<string | undefined> {
    this.#weights.restore();
    if (this.#optimizer instanceof Error) return this.#optimizer.message;
    return this.#optimizer.restore().then(
      () => undefined,
      (error: Error) => error.message,
    );
  }

  dispose(): void {
    this.#weights.dispose();
    if (!(this.#optimizer instanceof Error)) this.#optimizer.dispose();
  }
}
