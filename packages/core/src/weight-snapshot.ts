import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { share } from './share.js';
import type { NamedTensor } from './state.js';

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

  /**
   * @param values what the weights are to be, in the model's order, instead of what they are now; they stay the
   * caller's
   * @throws Error if the values do not fit the model
   */
  constructor(model: LayersModel, values?: readonly NamedTensor[]) {
    const fault = values && misfit(model, values);
    if (fault) throw new Error(`WeightSnapshot: ${fault}. Pass the values of a model of the same shape.`);
    this.#model = model;
    this.#weights = model.weights.map((weight, index) => {
      const variable = weight.read() as Variable;
      return { name: weight.name, variable, value: share(values?.[index]?.tensor ?? variable) };
    });
  }

  /** The values, in the model's order; they stay the snapshot's. */
  get values(): NamedTensor[] {
    return this.#held().map(({ name, value }) => ({ name, tensor: value }));
  }

  /**
   * Puts the weights back. May be called more than once.
   *
   * @throws Error if the snapshot was disposed, or if the model's weights are other variables than they were. No weight
   * has been changed then.
   */
  restore(): void {
    const weights = this.#held();
    const present = new Set(this.#model.weights.map((weight) => weight.name));
    for (const { name, variable } of weights) {
      if (present.has(name) && !variable.isDisposed) continue;
      throw new Error(
        `WeightSnapshot: the model's weight \`${name}\` was replaced or disposed since the snapshot. ` +
          'Take the snapshot after the model is built, and leave its layers as they are.',
      );
    }
    for (const { variable, value } of weights) variable.assign(value);
  }

  /** Releases the weights. Further calls do nothing. */
  dispose(): void {
    for (const { value } of this.#weights ?? []) value.dispose();
    this.#weights = undefined;
  }

  #held(): Weight[] {
    if (this.#weights === undefined) throw new Error('WeightSnapshot: it was disposed and holds no weights any more.');
    return this.#weights;
  }
}

function misfit({ weights }: LayersModel, values: readonly NamedTensor[]): string | undefined {
  if (values.length !== weights.length)
    return `the model has ${weights.length} weights, and ${values.length} were given`;
  for (const [index, { shape, name }] of weights.entries()) {
    const given = values[index]?.tensor.shape;
    if (String(given) !== String(shape)) return `weight \`${name}\` has the shape [${shape}], and [${given}] was given`;
  }
  return undefined;
}
