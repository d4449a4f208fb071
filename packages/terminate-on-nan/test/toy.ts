import { memory, type Optimizer, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { type Callback, type LayersModel, layers, type ModelFitArgs, sequential } from '@tensorflow/tfjs-layers';

/** Names of layers are variables' names, and those may not repeat in a process. */
let models = 0;

/** Two dense layers, with the same weights each time. */
export function toyModel(optimizer: Optimizer | string = 'adam'): LayersModel {
  const number = models++;
  const dense = (name: string, units: number, inputShape?: number[]) =>
    layers.dense({ name: `${name}_${number}`, units, kernelInitializer: 'ones', ...(inputShape && { inputShape }) });
  const model = sequential({ layers: [dense('hidden', 3, [2]), dense('out', 1)] });
  model.compile({ optimizer, loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
}

export const BATCH = 2;

/** Batches of two samples, one for each value, which is the input of its first sample. */
export function toyBatches(...values: number[]): [Tensor, Tensor] {
  const inputs = values.flatMap((value) => [
    [value, 0.5],
    [0.25, -0.5],
  ]);
  return [tensor2d(inputs), tensor2d(inputs.map(() => [0.125]))];
}

/** A fit of the batches, in their order. */
export function train(
  model: LayersModel,
  values: readonly number[],
  callbacks: Callback | Callback[] = [],
  options: ModelFitArgs = {},
) {
  const [xs, ys] = toyBatches(...values);
  return model.fit(xs, ys, { batchSize: BATCH, shuffle: false, verbose: 0, ...options, callbacks }).finally(() => {
    xs.dispose();
    ys.dispose();
  });
}

export function valuesOf(model: LayersModel): number[][] {
  return model.getWeights().map((weight) => Array.from(weight.dataSync()));
}

export function tensors(): number {
  return memory().numTensors;
}

/** A fit of a dataset, whose batches differ from epoch to epoch: one list of values for each. */
export function trainEpochs(
  model: LayersModel,
  epochs: readonly (readonly number[])[],
  callbacks: Callback | Callback[] = [],
  options: object = {},
) {
  const values = epochs.flat();
  const next = async () => {
    const value = values.shift();
    if (value === undefined) return { value: null, done: true };
    const [xs, ys] = toyBatches(value);
    return { value: { xs, ys }, done: false };
  };
  const batchesPerEpoch = epochs[0]?.length;
  const how = { epochs: epochs.length, batchesPerEpoch, verbose: 0, ...options, callbacks };
  return model.fitDataset({ size: null, iterator: async () => ({ next }) } as never, how as never);
}
