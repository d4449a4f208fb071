import '@cb-tooling/backend';
import { dispose, fill, memory } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { BestWeights, WeightSnapshot } from '../src/index.js';
import { compiledModel } from '../src/testing.js';

function setWeights(model: LayersModel, value: number): void {
  const weights = model.getWeights().map(({ shape }) => fill(shape, value));
  model.setWeights(weights);
  dispose(weights);
}

const weightsOf = (model: LayersModel) => model.getWeights().map((weight) => weight.dataSync()[0]);

test('goes back to the weights that were kept last, and holds one copy of them', () => {
  const model = compiledModel();
  const before = memory().numTensors;
  const best = new BestWeights(true);
  expect(best.held).toBe(false);
  for (const value of [1, 2]) {
    setWeights(model, value);
    best.keep(model);
  }
  expect(best.held).toBe(true);
  expect(memory().numTensors - before).toBe(2);
  setWeights(model, 3);
  best.restore();
  expect(weightsOf(model)).toEqual([2, 2]);
  best.dispose();
  best.dispose();
  expect(best.held).toBe(false);
  expect(memory().numTensors).toBe(before);
});

test('holds nothing where it is not wanted', () => {
  const model = compiledModel();
  const before = memory().numTensors;
  const best = new BestWeights(false);
  best.keep(model);
  expect(best.held).toBe(false);
  expect(memory().numTensors).toBe(before);
});

test('leaves the model as it is before anything was kept', () => {
  const model = compiledModel();
  setWeights(model, 1);
  new BestWeights(true).restore();
  expect(weightsOf(model)).toEqual([1, 1]);
});

test('another one goes on from the weights that it saves', () => {
  const model = compiledModel();
  const [first, second] = [new BestWeights(true), new BestWeights(true)];
  expect(first.save()).toStrictEqual({});
  second.resume(model, undefined);
  expect(second.held).toBe(false);
  setWeights(model, 1);
  first.keep(model);
  setWeights(model, 2);
  second.resume(model, first.save().weights);
  first.dispose();
  second.restore();
  expect(weightsOf(model)).toEqual([1, 1]);
  second.dispose();
});

test('takes given values in place of what the model has', () => {
  const model = compiledModel();
  setWeights(model, 1);
  const ones = new WeightSnapshot(model);
  setWeights(model, 2);
  const best = new BestWeights(true);
  best.keep(model, ones.values);
  best.restore();
  expect(weightsOf(model)).toEqual([1, 1]);
  best.dispose();
  ones.dispose();
});
