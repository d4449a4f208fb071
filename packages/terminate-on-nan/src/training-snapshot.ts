import { type NamedTensor, share, WeightSnapshot } from '@cb/core';
import {
  captureOptimizer,
  disposeState,
  restoreOptimizer,
  type SavedOptimizer,
  stateOfTensors,
  tensorsOf,
} from '@cb/core/optimizer';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What an optimizer remembers, without its learning rate, which others change for reasons of their own. */
type Memory = Pick<SavedOptimizer, 'className' | 'tensors' | 'scalars'>;

/** A model and its optimizer at one moment, held without a copy until `dispose()`. */
export class TrainingSnapshot {
  readonly #model: LayersModel;
  readonly #weights: WeightSnapshot;
  /** Or why the optimizer does not say what it remembers. */
  readonly #optimizer: Memory | Error;
  /** The weights that what the optimizer remembers is to fit, where it comes from elsewhere. */
  readonly #trained: LayersModel['trainableWeights'] | undefined;

  private constructor(
    model: LayersModel,
    weights: WeightSnapshot,
    optimizer: Memory | Error,
    trained?: LayersModel['trainableWeights'],
  ) {
    this.#model = model;
    this.#weights = weights;
    this.#optimizer = optimizer;
    this.#trained = trained;
  }

  static async take(model: LayersModel): Promise<TrainingSnapshot> {
    const weights = new WeightSnapshot(model);
    const optimizer = await captureOptimizer(model.optimizer).then(
      ({ className, tensors, scalars }) => ({ className, tensors, scalars }),
      (error: Error) => error,
    );
    return new TrainingSnapshot(model, weights, optimizer);
  }

  /** The snapshot of which `values` tells. They stay the caller's. @throws Error if they do not fit the model */
  static of(model: LayersModel, values: readonly NamedTensor[]): TrainingSnapshot {
    const count = model.weights.length;
    const weights = new WeightSnapshot(model, values.slice(0, count));
    const optimizer = values.slice(count).map(({ name, tensor }) => ({ name, tensor: share(tensor) }));
    const memory =
      optimizer.length === 0
        ? new Error('the state that was set has none of it')
        : stateOfTensors(model.optimizer, optimizer);
    return new TrainingSnapshot(model, weights, memory, model.trainableWeights);
  }

  /** The weights of the model, then what the optimizer remembers; they stay the snapshot's. */
  get values(): NamedTensor[] {
    return [...this.#weights.values, ...(this.#optimizer instanceof Error ? [] : tensorsOf(this.#optimizer))];
  }

  /** Puts the weights back, and the optimizer. @returns why the optimizer stays as it is, if it does */
  async restore(): Promise<string | undefined> {
    this.#weights.restore();
    if (this.#optimizer instanceof Error) return this.#optimizer.message;
    return restoreOptimizer(this.#model.optimizer, this.#optimizer, this.#trained).then(
      (isRestored) => (isRestored ? undefined : 'what is held of it does not fit the optimizer or the weights'),
      (error: Error) => error.message,
    );
  }

  dispose(): void {
    this.#weights.dispose();
    if (!(this.#optimizer instanceof Error)) disposeState(this.#optimizer);
  }
}
