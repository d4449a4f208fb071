import '@cb-tooling/backend';
import { compiledModel, feedEpochs } from '@cb/core/testing';
import { memory, ones, zeros } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { ReduceLROnPlateau } from '../src/index.js';

test('lowers the rate of a fitDataset, and its history has the rates', async () => {
  const dataset = {
    size: 1,
    iterator: async () => {
      const steps = [{ value: { xs: ones([4, 4]), ys: zeros([4, 1]) }, done: false }];
      return { next: async () => steps.shift() ?? { value: null, done: true } };
    },
  };
  const callback = new ReduceLROnPlateau({ monitor: 'loss', minDelta: 1e9, patience: 1, factor: 0.5 });
  const { history } = await compiledModel().fitDataset(dataset as never, {
    epochs: 3,
    verbose: 0,
    callbacks: callback,
  });
  expect(history.learning_rate).toEqual([0.01, 0.01, 0.005]);
});

test('1,000 epochs leave as many tensors as none', async () => {
  const model = compiledModel();
  const before = memory().numTensors;
  const epochs = Array.from({ length: 1000 }, (_, epoch) => ({ loss: epoch % 3 }));
  const options = { monitor: 'loss', patience: 1, factor: 0.999, restoreBestWeights: true };
  await feedEpochs(new ReduceLROnPlateau(options), model, epochs);
  expect(memory().numTensors).toBe(before);
});
