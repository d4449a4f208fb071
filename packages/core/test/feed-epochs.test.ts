import '@cb-tooling/backend';
import { memory, train } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Callback, type Logs, setLearningRate } from '../src/index.js';
import { compiledModel, feedEpochs } from '../src/testing.js';

class Stopper extends Callback {
  announced: unknown;

  override async onTrainBegin() {
    this.announced = this.params;
  }

  override async onEpochEnd(epoch: number, logs?: Logs) {
    (logs as Logs).learning_rate = 0.5;
    setLearningRate(this.model.optimizer, 0.25);
    this.model.stopTraining = epoch === 4;
  }
}

test('feeds epoch after epoch until a callback stops it, and tells what each came to', async () => {
  const model = compiledModel();
  model.compile({ optimizer: train.sgd(0.5), loss: 'meanSquaredError' });
  const before = memory().numTensors;
  const trained: number[] = [];
  const epochs = [3, 2, 1].map((loss) => ({ loss }));
  const fed = await feedEpochs(new Stopper(), model, epochs, {
    initialEpoch: 3,
    train: (epoch) => trained.push(epoch),
  });
  expect(fed).toEqual([
    { epoch: 3, logs: { loss: 3, learning_rate: 0.5 }, learningRate: 0.25, stopTraining: false },
    { epoch: 4, logs: { loss: 2, learning_rate: 0.5 }, learningRate: 0.25, stopTraining: true },
  ]);
  expect(trained).toEqual([3, 4]);
  expect(memory().numTensors).toBe(before);
});

test('announces what fit would: the metrics of the first epoch, or those that are named', async () => {
  const callback = new Stopper();
  const epochs: Record<string, number>[] = [{ loss: 3, acc: 1 }, { loss: 2 }];
  await feedEpochs(callback, compiledModel(), epochs, { initialEpoch: 3 });
  expect(callback.announced).toEqual({ epochs: 5, initialEpoch: 3, metrics: ['loss', 'acc'], verbose: 0 });
  await feedEpochs(callback, compiledModel(), epochs, { metrics: ['acc'] });
  expect(callback.announced).toEqual({ epochs: 2, initialEpoch: 0, metrics: ['acc'], verbose: 0 });
});

test('feeds no epoch too', async () => {
  const callback = new Stopper();
  expect(await feedEpochs([callback], compiledModel(), [])).toEqual([]);
  expect(callback.announced).toMatchObject({ epochs: 0, metrics: [] });
});
