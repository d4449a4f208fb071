import '@cb-tooling/backend';
import { captureOptimizer, disposeState } from '@cb/core/optimizer';
import { memory, type Optimizer, train as optimizers } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { noteOptimizer, restoreNoted } from '../src/model/noted-optimizer.js';
import { toyModel, train } from './toy-model.js';

async function noted(optimizer: Optimizer) {
  const model = toyModel({ optimizer });
  await train(model, 3);
  const state = await captureOptimizer(optimizer);
  return { model, state, optimizer: await noteOptimizer(state) };
}

test.each([
  ['SGD', [], () => optimizers.sgd(0.1)],
  ['Adam', ['accBeta1', 'accBeta2'], () => optimizers.adam(0.1)],
  ['Adamax', ['accBeta1', 'iteration'], () => optimizers.adamax(0.1)],
])('what is noted of %s survives JSON', async (className, scalars, make) => {
  const { optimizer } = await noted(make());
  expect(optimizer).toMatchObject({ className, values: { iterations: 6, learningRate: 0.1 } });
  expect(Object.keys(optimizer.values)).toEqual(['iterations', 'learningRate', ...scalars]);
  expect(JSON.parse(JSON.stringify(optimizer))).toEqual(optimizer);
});

test('a learning rate that JSON cannot hold is left out', async () => {
  const state = await captureOptimizer(optimizers.sgd(Number.POSITIVE_INFINITY));
  expect((await noteOptimizer(state)).values).toEqual({ iterations: 0 });
});

test('restoring it keeps no tensor', async () => {
  const { model, state, optimizer } = await noted(optimizers.adam(0.1));
  const before = memory().numTensors;
  expect(await restoreNoted(model, optimizer, state.tensors)).toBe(true);
  expect(memory().numTensors).toBe(before);
  disposeState(state);
});

test.each([
  ['null', null],
  ['a power that is no number', { iterations: 6, accBeta1: 'half', accBeta2: 0.5 }],
  ['nothing but the count', { iterations: 6 }],
])('Adamax does not go on from %s', async (_, values) => {
  const { model, state } = await noted(optimizers.adamax(0.1));
  expect(await restoreNoted(model, { className: 'Adamax', values: values as never }, state.tensors)).toBe(false);
  disposeState(state);
});
