import { type NamedTensor, share } from '@cb/core';
import { add, dispose, keep, mul, scalar, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * The exponential moving average of the weights that a model trains, beside the model or in it.
 *
 * While the average is in the model, the trained weights are kept: `swapBack` and `dispose` put them back, each where
 * nobody has set the weight meanwhile. Swapping copies nothing: variables and tensors share memory, which an optimizer
 * replaces and never changes.
 */
export class MovingAverage {
  readonly #names: readonly string[];
  readonly #variables: readonly Variable[];
  readonly #momentum: number;
  /** There are none before the first update. */
  #averages: Tensor[] | undefined;
  /** What the model had when the average came in. */
  #trained: Tensor[] | undefined;

  /** @param momentum the share that the average so far has in the next one */
  constructor({ trainableWeights }: LayersModel, momentum: number) {
    this.#names = trainableWeights.map(({ name }) => name);
    this.#variables = trainableWeights.map((weight) => weight.read() as Variable);
    this.#momentum = momentum;
  }

  /** Takes in the weights that the model has. The first time they are the average. */
  update(): void {
    const before = this.#averages;
    this.#averages = before ? this.#next(before) : this.#variables.map(share);
    dispose(before);
  }

  /** Has training go on from the average. */
  overwrite(): void {
    for (const [index, average] of this.#averages?.entries() ?? []) this.#variables[index]?.assign(average);
  }

  /** The trained weights, while the average is in the model; they stay ours. */
  get trained(): readonly Tensor[] | undefined {
    return this.#trained;
  }

  /**
   * Puts the average into the model until `swapBack`.
   *
   * @param trained what `swapBack` is to put back; what the model has, if left out
   */
  swapIn(trained: readonly Tensor[] = this.#variables): void {
    if (this.#trained || !this.#averages) return;
    this.#trained = trained.map(share);
    this.overwrite();
  }

  /** Puts the trained weights back, if the average is in the model. */
  swapBack(): void {
    for (const [index, trained] of this.#trained?.entries() ?? []) {
      if (this.#holdsAverage(index)) this.#variables[index]?.assign(trained);
    }
    this.#forgetTrained();
  }

  /** Puts the average into the model for good. */
  finish(): void {
    this.overwrite();
    this.#forgetTrained();
  }

  /** Whether all of the average is; one weight is downloaded at a time. */
  async isFinite(): Promise<boolean> {
    for (const average of this.#averages ?? []) {
      for (const value of await average.data()) if (!Number.isFinite(value)) return false;
    }
    return true;
  }

  /** What the model holds, to be compared by identity: each step, and whoever sets weights, replaces it. */
  inModel(): object[] {
    return this.#variables.map(({ dataId }) => dataId);
  }

  /** What `resume` needs; the tensors stay ours. */
  save(): NamedTensor[] {
    const trained = this.#trained?.map((tensor, index) =>
      this.#holdsAverage(index) ? tensor : (this.#variables[index] as Tensor),
    );
    return [...this.#named(AVERAGE, this.#averages), ...this.#named(TRAINED, trained)];
  }

  /**
   * Goes on from what `save` gave. If the average was in the model then, the trained weights are put into the model.
   *
   * @throws Error if it is of a model of another shape
   */
  resume(saved: readonly NamedTensor[]): void {
    const [averages, trained] = [AVERAGE, TRAINED].map((prefix) =>
      saved.filter(({ name }) => name.startsWith(prefix)).map(({ tensor }) => tensor),
    ) as [Tensor[], Tensor[]];
    if (averages.length === 0) return;
    for (const tensors of trained.length > 0 ? [averages, trained] : [averages]) this.#check(tensors);
    this.dispose();
    this.#averages = averages.map(share);
    for (const [index, tensor] of trained.entries()) this.#variables[index]?.assign(tensor);
  }

  /** Puts the trained weights back, if the average is in the model, and releases what is held. */
  dispose(): void {
    this.swapBack();
    dispose(this.#averages);
    this.#averages = undefined;
  }

  /** To the bit what Keras computes: its momentum is of single precision, and so is what is missing to 1. */
  #next(averages: readonly Tensor[]): Tensor[] {
    return tidy(() => {
      const momentum = Math.fround(this.#momentum);
      const [ofAverage, ofWeight] = [scalar(momentum), scalar(1 - momentum)];
      return averages.map((average, index) =>
        keep(add(mul(average, ofAverage), mul(this.#variables[index] as Tensor, ofWeight))),
      );
    });
  }

  #holdsAverage(index: number): boolean {
    const variable = this.#variables[index] as Variable;
    return !variable.isDisposed && variable.dataId === this.#averages?.[index]?.dataId;
  }

  #forgetTrained(): void {
    dispose(this.#trained);
    this.#trained = undefined;
  }

  #named(prefix: string, tensors: readonly Tensor[] = []): NamedTensor[] {
    return tensors.map((tensor, index) => ({ name: `${prefix}${this.#names[index]}`, tensor }));
  }

  #check(tensors: readonly Tensor[]): void {
    const [given, own] = [tensors, this.#variables].map(shapes);
    if (given === own) return;
    throw new Error(
      `SwapEMAWeights: the state is of weights of the shapes ${given}, and the model trains ${own}. ` +
        'Pass the state of a training of the same model.',
    );
  }
}

const AVERAGE = 'average/';
const TRAINED = 'trained/';

function shapes(tensors: readonly Tensor[]): string {
  return tensors.map(({ shape }) => `[${shape}]`).join(', ');
}
