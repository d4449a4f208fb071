import { type NamedTensor, share } from '@cb/core';
import { dispose, keep, type Optimizer, type Tensor } from '@tensorflow/tfjs-core';

/**
 * What an optimizer remembers of its steps at one moment: their count, and moments such as Adam's. The learning rate is
 * not among it.
 *
 * Nothing is copied: the tensors share the memory of the optimizer's, which a step replaces and never changes. They are
 * held until `dispose()`.
 */
export class OptimizerSnapshot {
  readonly #optimizer: Optimizer;
  /** In the names and the order of `getWeights()`. They stay the snapshot's. */
  readonly values: readonly NamedTensor[];

  /** @param values to be disposed by the snapshot */
  constructor(optimizer: Optimizer, values: readonly NamedTensor[]) {
    this.#optimizer = optimizer;
    this.values = values;
  }

  /** @throws what the optimizer's `getWeights()` throws: that of Adamax is not implemented */
  static async take(optimizer: Optimizer): Promise<OptimizerSnapshot> {
    const held = await optimizer.getWeights();
    const own = (one: NamedTensor) => ({ ...one, tensor: isCount(one) ? keep(one.tensor) : share(one.tensor) });
    return new OptimizerSnapshot(optimizer, held.map(own));
  }

  /** Has the optimizer go on from here. May be called more than once. @throws what its `setWeights()` throws */
  async restore(): Promise<void> {
    const former = await slotsOf(this.#optimizer);
    await this.#optimizer.setWeights([...this.values]);
    // TensorFlow.js drops what the optimizer had, and does not dispose it.
    const present = await slotsOf(this.#optimizer);
    dispose(former.filter((tensor) => !present.includes(tensor)));
  }

  dispose(): void {
    dispose(this.values.map(({ tensor }) => tensor));
  }
}

/** What the optimizer holds, without the count of steps. */
async function slotsOf(optimizer: Optimizer): Promise<Tensor[]> {
  const values = await optimizer.getWeights();
  dispose(values.filter(isCount).map(({ tensor }) => tensor));
  return values.filter((one) => !isCount(one)).map(({ tensor }) => tensor);
}

/** The count of steps is a tensor that each `getWeights()` makes anew; all others are the optimizer's. */
function isCount({ name }: NamedTensor): boolean {
  return name === 'iter';
}
