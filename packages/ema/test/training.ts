import { type Tensor, tensor, tensor2d, train } from '@tensorflow/tfjs-core';
import { Callback, type LayersModel, layers, type ModelFitArgs, sequential } from '@tensorflow/tfjs-layers';

export const xs = tensor2d([0, 1, 2, 3, 4, 5, 6, 7], [8, 1]);
export const ys = tensor2d([1, 3, 5, 7, 9, 11, 13, 15], [8, 1]);

/** Of the same weights each time; no two batches leave the same. */
export function lineModel(optimizer = train.adam(0.1)): LayersModel {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })] });
  model.compile({ optimizer, loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
}

/** Two batches an epoch, always in the same order. */
export async function fit(model: LayersModel, callbacks: Callback[], options: ModelFitArgs = {}) {
  const { history } = await model.fit(xs, ys, {
    epochs: 4,
    batchSize: 4,
    shuffle: false,
    verbose: 0,
    ...options,
    callbacks,
  });
  return history;
}

/** All weights in one list. */
export function weightsOf(model: LayersModel): number[] {
  return valuesOf(model.getWeights());
}

export function valuesOf(tensors: readonly Tensor[]): number[] {
  return tensors.flatMap((one) => Array.from(one.dataSync()));
}

export function setWeights(model: LayersModel, values: readonly number[]): void {
  let begin = 0;
  const weights = model.getWeights().map(({ shape, size }) => {
    begin += size;
    return tensor(values.slice(begin - size, begin), shape);
  });
  model.setWeights(weights);
  for (const weight of weights) weight.dispose();
}

/** What a callback in its place in the list finds in the model. */
export class Observer extends Callback {
  readonly begin: number[][] = [];
  readonly trained: number[][] = [];
  readonly end: number[][] = [];
  final: number[] = [];

  override async onEpochBegin(): Promise<void> {
    this.begin.push(weightsOf(this.model));
  }

  override async onBatchEnd(): Promise<void> {
    this.trained.push(weightsOf(this.model));
  }

  override async onEpochEnd(): Promise<void> {
    this.end.push(weightsOf(this.model));
  }

  override async onTrainEnd(): Promise<void> {
    this.final = weightsOf(this.model);
  }
}

/** Does something at the end of one epoch. */
export class AtEpochEnd extends Callback {
  readonly #epoch: number;
  readonly #action: (model: LayersModel) => void;

  constructor(epoch: number, action: (model: LayersModel) => void) {
    super();
    this.#epoch = epoch;
    this.#action = action;
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    if (epoch === this.#epoch) this.#action(this.model);
  }
}
