// @ts-check
import { scalar } from '@tensorflow/tfjs-core';
import { CallbackList } from '@tensorflow/tfjs-layers';

/**
 * Feeds epochs of one batch to callbacks, with tensors as metrics, as `fit` does, and no training between. Unlike
 * `feedEpochs` of `@cb/core/testing` it remembers nothing of them.
 *
 * @param {import('@tensorflow/tfjs-layers').Callback[]} callbacks
 * @param {import('@tensorflow/tfjs-layers').LayersModel} model
 * @param {number} epochs
 * @param {(epoch: number, milliseconds: number) => void} onEpoch gets what the hooks of the epoch took
 */
export async function feedEpochs(callbacks, model, epochs, onEpoch) {
  const list = new CallbackList(callbacks);
  list.setParams({ epochs, initialEpoch: 0, metrics: ['loss', 'val_loss'], verbose: 0, doValidation: true });
  list.setModel(model);
  await list.onTrainBegin();
  model.stopTraining = false;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const [loss, valLoss] = [scalar(1 + Math.sin(epoch)), scalar(2 + Math.sin(epoch))];
    const begin = performance.now();
    await list.onEpochBegin(epoch);
    await list.onBatchBegin(0, { batch: 0, size: 8 });
    await list.onBatchEnd(0, { batch: 0, size: 8, loss });
    await list.onEpochEnd(epoch, { loss, val_loss: valLoss });
    onEpoch(epoch, performance.now() - begin);
    loss.dispose();
    valLoss.dispose();
  }
  await list.onTrainEnd();
}
