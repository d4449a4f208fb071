import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import {
  Callback as LayersCallback,
  type LayersModel,
  layers,
  type ModelFitArgs,
  sequential,
} from '@tensorflow/tfjs-layers';

/** One dense unit on one input, with one metric beside the loss. */
export function smallModel(): LayersModel {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
}

/** Trains on six samples, three batches an epoch. */
export async function train(model: LayersModel, callbacks: LayersCallback[], options: ModelFitArgs = {}) {
  const xs = tensor2d([0, 1, 2, 3, 4, 5], [6, 1]);
  try {
    return await model.fit(xs, xs, { batchSize: 2, epochs: 2, verbose: 0, callbacks, ...options });
  } finally {
    xs.dispose();
  }
}

/** As `train`, with the samples as validation data too. */
export async function trainAndValidate(model: LayersModel, callbacks: LayersCallback[], options: ModelFitArgs = {}) {
  const xs = tensor2d([0, 1, 2, 3, 4, 5], [6, 1]);
  try {
    return await train(model, callbacks, { validationData: [xs, xs], ...options });
  } finally {
    xs.dispose();
  }
}

/** What `fitDataset` takes, without tfjs-data: so many batches of two samples. */
export function dataset(batches: number) {
  return {
    size: null,
    async iterator() {
      let left = batches;
      const batch = (): { xs: Tensor; ys: Tensor } => ({ xs: tensor2d([[1], [2]]), ys: tensor2d([[1], [2]]) });
      return { next: async () => (left-- > 0 ? { value: batch(), done: false } : { value: null, done: true }) };
    },
  } as never;
}

/** A callback made of one hook, which is given the index of its epoch or batch. */
export function on(
  hook: 'onEpochBegin' | 'onEpochEnd' | 'onBatchBegin' | 'onBatchEnd',
  action: (this: LayersCallback, index: number) => unknown,
): LayersCallback {
  const callback = new (class extends LayersCallback {})();
  callback[hook] = async (index) => {
    await action.call(callback, index);
  };
  return callback;
}
