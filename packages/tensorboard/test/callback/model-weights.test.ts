import '@cb-tooling/backend';
import { input, layers, model as modelOf, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { namedWeights } from '../../src/callback/model-weights.js';

const dense = (name: string, inputShape?: number[]) =>
  layers.dense({ units: 2, useBias: false, name, ...(inputShape && { inputShape }) });

const names = (model: Parameters<typeof namedWeights>[0]) => namedWeights(model).map(({ name }) => name);

test('weights are named after their layer, whichever models were made before', () => {
  const make = () => sequential({ layers: [dense('first', [2]), dense('second')] });
  expect(names(make())).toEqual(['first/kernel', 'second/kernel']);
  expect(names(make())).toEqual(['first/kernel', 'second/kernel']);
});

test('layers of a nested Sequential model stand with its name, as in Keras; a shared layer stands once', () => {
  const inner = sequential({ name: 'inner', layers: [dense('first', [2])] });
  const x = input({ shape: [2] });
  const shared = dense('shared');
  const model = modelOf({
    inputs: x,
    outputs: inner.apply(shared.apply(shared.apply(dense('first').apply(x)))) as never,
  });
  expect(names(model)).toEqual(['first/kernel', 'shared/kernel', 'inner/first/kernel']);
});

test('names that meet are told apart', () => {
  const nested = (name: string) => {
    const x = input({ shape: [2] });
    return modelOf({ inputs: x, outputs: dense('same').apply(x) as never, name });
  };
  const x = input({ shape: [2] });
  const model = modelOf({ inputs: x, outputs: nested('b').apply(nested('a').apply(x)) as never });
  expect(names(model)).toEqual(['same/kernel', 'same/kernel_1']);
});

test('a layer that stands in a model and in one nested in it is named once', () => {
  const both = dense('both');
  const within = input({ shape: [2] });
  const nested = modelOf({ inputs: within, outputs: both.apply(within) as never });
  const x = input({ shape: [2] });
  const model = modelOf({ inputs: x, outputs: nested.apply(both.apply(x)) as never });
  expect(names(model)).toEqual(['both/kernel']);
});
