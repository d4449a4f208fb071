import '@cb-tooling/backend';
import { memory, ones, type Variable } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { WeightSnapshot } from '../src/index.js';
import { compiledModel } from '../src/testing.js';
import { fit } from './training.js';

describe('WeightSnapshot', () => {
  const weightsOf = (model: LayersModel) => model.getWeights().map((weight) => Array.from(weight.dataSync()));

  test('puts back the weights of its moment, as often as asked', async () => {
    const model = compiledModel();
    const snapshot = new WeightSnapshot(model);
    const before = weightsOf(model);
    for (let round = 0; round < 2; round++) {
      await fit(model, [], 2);
      expect(weightsOf(model)).not.toEqual(before);
      snapshot.restore();
      expect(weightsOf(model)).toEqual(before);
    }
    snapshot.dispose();
  });

  test('shares the memory of the variables: ten snapshots of 40 MB cost less than one copy', () => {
    const model = sequential({ layers: [layers.dense({ units: 10_000, inputShape: [1000], useBias: false })] });
    // tfjs-node uploads a weight when an operation first reads it.
    new WeightSnapshot(model).dispose();
    const before = process.memoryUsage().rss;
    const snapshots = Array.from({ length: 10 }, () => new WeightSnapshot(model));
    expect(process.memoryUsage().rss - before).toBeLessThan(40e6);
    for (const snapshot of snapshots) snapshot.dispose();
    model.dispose();
  });

  test('releases its tensors once, and leaves the model its weights', async () => {
    const model = compiledModel();
    const before = memory().numTensors;
    const snapshot = new WeightSnapshot(model);
    await fit(model, []);
    snapshot.restore();
    snapshot.dispose();
    snapshot.dispose();
    expect(memory().numTensors).toBe(before);
    expect(weightsOf(model)[0]).toHaveLength(4);
  });

  test('refuses to restore after dispose()', () => {
    const snapshot = new WeightSnapshot(compiledModel());
    snapshot.dispose();
    expect(() => snapshot.restore()).toThrow('WeightSnapshot: it was disposed and holds no weights any more.');
  });

  test('refuses to restore into weights that are gone, and changes none', () => {
    const model = compiledModel();
    const snapshot = new WeightSnapshot(model);
    const [kernel, bias] = model.weights.map((weight) => weight.read() as Variable);
    kernel?.assign(ones([4, 1]));
    bias?.dispose();
    const name = model.weights[1]?.name;
    expect(() => snapshot.restore()).toThrow(
      new Error(
        `WeightSnapshot: the model's weight \`${name}\` was replaced or disposed since the snapshot. ` +
          'Take the snapshot after the model is built, and leave its layers as they are.',
      ),
    );
    expect([...(kernel?.dataSync() ?? [])]).toEqual([1, 1, 1, 1]);
    snapshot.dispose();
  });

  test.each([
    [[ones([4, 1])], 'the model has 2 weights, and 1 were given'],
    [[ones([4, 1]), ones([2])], /weight `.*bias` has the shape \[1\], and \[2\] was given/],
  ])('a snapshot refuses values of another model', (tensors, fault) => {
    const values = tensors.map((tensor, index) => ({ name: `w${index}`, tensor }));
    expect(() => new WeightSnapshot(compiledModel(), values)).toThrow(fault);
  });
});
