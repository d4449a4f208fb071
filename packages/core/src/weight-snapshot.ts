import { keep, reshape, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** One weight: its name in the model, the variable that training changes, and the value of the moment. */
interface Weight {
  name: string;
  variable: Variable;
  value: Tensor;
}

/**
 * The weights of a model at one moment.
 *
 * Nothing is copied: each tensor shares the memory of its variable, which an optimizer replaces and never changes. So
 * the snapshot costs one more copy of the weights from the next training step on, and no time before.
 *
 * The snapshot holds tensors until `dispose()`.
 */
export class WeightSnapshot {
  readonly #model: LayersModel;
  #weights: Weight[] | undefined;

  constructor(model: LayersModel) {
    this.#model = model;
    this.#weights = model.weights.map((weight) => {
      const variable = weight.read() as Variable;
      return { name: weight.name, variable, value: share(variable) };
    });
  }

  /**
   * Puts the weights back. May be called more than once.
   *
   * @throws Error if the snapshot was disposed, or if the model's weights are other variables than they were. No weight
   * has been changed then.
   */
  restore(): void {
    if (this.#weights === undefined) throw new Error('WeightSnapshot: it was disposed and holds no weights any more.');
    const present = new Set(this.#model.weights.map((weight) => weight.name));
    for (const { name, variable } of this.#weights) {
      if (present.has(name) && !variable.isDisposed) continue;
      throw new Error(
        `WeightSnapshot: the model's weight \`${name}\` was replaced or disposed since the snapshot. ` +
          'Take the snapshot after the model is built, and leave its layers as they are.',
      );
    }
    for (const { variable, value } of this.#weights) variable.assign(value);
  }

  /** Releases the weights. Further calls do nothing. */
  dispose(): void {
    for (const { value } of this.#weights ?? []) value.dispose();
    this.#weights = undefined;
  }
}

/** A tensor on the same memory: on WASM `clone()` would copy it, `reshape` copies on no backend. */
function share(tensor: Tensor): Tensor {
  return keep(reshape(tensor, tensor.shape));
}
