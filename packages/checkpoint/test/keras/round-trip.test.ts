import '@cb-tooling/backend';
import { captureOptimizer, disposeState, tensorsOf } from '@cb/core/optimizer';
import { train as optimizers } from '@tensorflow/tfjs-core';
import {
  model as functional,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { decodeFile, formatOf, refuseUnportable } from '../../src/keras/index.js';
import { loadModel } from '../../src/load/load-model.js';
import { loadWeights } from '../../src/load/load-weights.js';
import { predictions, toyModel, train } from '../toy-model.js';
import { bytesOf } from './bytes-of.js';

/** Two models in a model, one after the other. */
function nested(): LayersModel {
  const x = input({ shape: [2] });
  const inner = sequential({ layers: [layers.dense({ units: 2, inputShape: [2] }), layers.batchNormalization()] });
  const start = input({ shape: [2] });
  const other = functional({ inputs: start, outputs: layers.dense({ units: 1 }).apply(start) as SymbolicTensor });
  const y = other.apply(inner.apply(x) as SymbolicTensor) as SymbolicTensor;
  return functional({ inputs: x, outputs: layers.dense({ units: 1 }).apply(y) as SymbolicTensor });
}

/** What the optimizer of a model remembers, as numbers. */
async function stateOf({ optimizer }: LayersModel): Promise<number[][]> {
  const state = await captureOptimizer(optimizer);
  const numbers = tensorsOf(state).map(({ tensor }) => [...tensor.dataSync()]);
  disposeState(state);
  return numbers;
}

test.each([
  ['a.h5', 'h5'],
  ['weights.{epoch:02d}-{val_loss:.2f}.HDF5', 'h5'],
  ['a.weights.h5', 'weights.h5'],
  ['A.Keras', 'keras'],
  ['a.safetensors', 'safetensors'],
  ['a.ckpt', undefined],
  ['h5', undefined],
])('%s is of the format %s', (path, format) => {
  expect(formatOf(path)).toBe(format);
});

describe.each(['h5', 'keras'] as const)('a whole model in .%s', (format) => {
  test.each([
    ['Adam', () => optimizers.adam(0.02)],
    ['Adamax', () => optimizers.adamax(0.02)],
    ['RMSProp', () => optimizers.rmsprop(0.02, 0.8, 0.5)],
    ['SGD', () => optimizers.sgd(0.02)],
  ])('goes on training with %s as if it had not been saved', async (_, optimizer) => {
    const model = toyModel({ optimizer: optimizer() });
    await train(model, 2);
    const { artifacts, leftOut } = await decodeFile(format, await bytesOf(format, model, true));
    expect(leftOut).toEqual([]);
    const loaded = await loadModel({ load: async () => artifacts });
    expect(predictions(loaded)).toEqual(predictions(model));
    expect(await stateOf(loaded)).toEqual(await stateOf(model));
    await train(model, 1);
    await train(loaded, 1);
    expect(predictions(loaded)).toEqual(predictions(model));
  });

  test('goes on training with momentum, but for rounding: Keras keeps it multiplied by the learning rate', async () => {
    const model = toyModel({ optimizer: optimizers.momentum(0.1, 0.8) });
    await train(model, 2);
    const { artifacts } = await decodeFile(format, await bytesOf(format, model, true));
    const loaded = await loadModel({ load: async () => artifacts });
    await train(model, 1);
    await train(loaded, 1);
    for (const [index, value] of predictions(loaded).entries()) {
      expect(value).toBeCloseTo(predictions(model)[index] as number, 6);
    }
  });

  test('with a nested model is loaded as it was, and can be saved again', async () => {
    const model = nested();
    const { artifacts } = await decodeFile(format, await bytesOf(format, model, true));
    const loaded = await loadModel({ load: async () => artifacts });
    expect(predictions(loaded)).toEqual(predictions(model));
    const description = { modelTopology: loaded.toJSON(null, false) as object };
    expect(() => refuseUnportable(format, description)).not.toThrow();
    const again = await decodeFile(format, await bytesOf(format, loaded, true));
    expect(again.artifacts.modelTopology).toEqual(artifacts.modelTopology);
  });

  test('keeps the metadata of its user', async () => {
    const model = toyModel();
    model.setUserDefinedMetadata({ labels: ['Äpfel', 'Birnen'] });
    const { artifacts } = await decodeFile(format, await bytesOf(format, model, true));
    const loaded = await loadModel({ load: async () => artifacts });
    expect(loaded.getUserDefinedMetadata()).toEqual({ labels: ['Äpfel', 'Birnen'] });
  });

  test('that was never trained has a fresh optimizer', async () => {
    const { artifacts } = await decodeFile(format, await bytesOf(format, toyModel(), true));
    const loaded = await loadModel({ load: async () => artifacts });
    expect(loaded.optimizer.iterations).toBe(0);
  });

  test('that was not compiled is not compiled', async () => {
    const model = toyModel();
    model.optimizer = undefined as never;
    const { artifacts } = await decodeFile(format, await bytesOf(format, model, true));
    expect(artifacts.trainingConfig).toBeUndefined();
  });
});

test.each(['h5', 'weights.h5', 'safetensors'] as const)(
  'weights in .%s find their places in another model',
  async (format) => {
    const [model, other] = [toyModel(), toyModel()];
    const bytes = await bytesOf(format, model, false);
    const { artifacts } = await decodeFile(format, bytes, other.toJSON(null, false) as object);
    await loadWeights(other, { load: async () => artifacts });
    expect(predictions(other)).toEqual(predictions(model));
  },
);

test.each(['h5', 'safetensors'] as const)(
  'weights in .%s are in the order of the model without one',
  async (format) => {
    const [model, other] = [toyModel(), toyModel()];
    const { artifacts } = await decodeFile(format, await bytesOf(format, model, false));
    await loadWeights(other, { load: async () => artifacts });
    expect(predictions(other)).toEqual(predictions(model));
  },
);
