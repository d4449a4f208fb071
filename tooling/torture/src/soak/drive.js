import { CallbackList, scalar } from '@cb-tooling/backend/tf';

/** Metrics of an epoch: the loss falls for ever, and never as before. @param {number} epoch */
const lossAt = (epoch) => 1 / (1 + epoch / 1000) + ((epoch * 7919) % 101) / 10_000;

/**
 * Calls hooks as `fit` does, without a step of training between: a hundred thousand epochs take minutes.
 *
 * @param {object[]} callbacks
 * @param {import('@cb-tooling/backend/tf').LayersModel} model
 * @param {{ epochs: number, batches: number, onEpoch: (epoch: number) => Promise<void> }} options `onEpoch` is called
 *   when an epoch is over
 */
export async function drive(callbacks, model, { epochs, batches, onEpoch }) {
  const list = new CallbackList(/** @type {never} */ (callbacks));
  const metrics = ['loss', 'mae', 'val_loss', 'val_mae'];
  list.setParams({
    epochs,
    initialEpoch: 0,
    steps: batches,
    samples: batches,
    verbose: 0,
    doValidation: true,
    metrics,
  });
  list.setModel(model);
  await list.onTrainBegin();
  for (let epoch = 0; epoch < epochs; epoch++) {
    await list.onEpochBegin(epoch);
    for (let batch = 0; batch < batches; batch++) {
      await list.onBatchBegin(batch, { batch, size: 1 });
      const loss = scalar(lossAt(epoch + batch / batches));
      await list.onBatchEnd(batch, { batch, size: 1, loss, mae: 0.5 });
      loss.dispose();
    }
    const loss = scalar(lossAt(epoch));
    await list.onEpochEnd(epoch, { loss, mae: 0.5, val_loss: lossAt(epoch + 3), val_mae: 0.25 });
    loss.dispose();
    await onEpoch(epoch);
  }
  await list.onTrainEnd();
}
