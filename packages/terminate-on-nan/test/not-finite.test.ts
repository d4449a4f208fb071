import '@cb-tooling/backend';
import { tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { notFiniteMetrics, notFiniteWeights } from '../src/not-finite.js';

test('weights bear the names that their layers gave them, also in a second model', async () => {
  const [, second] = [1, 2].map(() =>
    sequential({ layers: [layers.dense({ name: 'same', units: 2, inputShape: [2] })] }),
  );
  if (!second) throw new Error('no model');
  expect(await notFiniteWeights(second)).toEqual([]);
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  second.setWeights([
    tensor2d([
      [1, inf],
      [nan, -inf],
    ]),
    tensor1d([0, 1]),
  ]);
  expect(await notFiniteWeights(second)).toEqual([{ name: 'same/kernel', notFinite: 3, size: 4 }]);
});

test('metrics are those that are NaN or infinite', () => {
  const metrics = { loss: Number.NaN, acc: 1, mae: Number.NEGATIVE_INFINITY, batch: 0 };
  expect(notFiniteMetrics(metrics)).toEqual({ loss: Number.NaN, mae: Number.NEGATIVE_INFINITY });
});
