import '@cb-tooling/backend';
import { tensor1d, tidy, variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { share } from '../src/index.js';

test('keeps the value of a variable when that gets another, until it is disposed itself', () => {
  const weight = variable(tensor1d([1, 2]));
  const shared = tidy(() => share(weight));
  weight.assign(tensor1d([3, 4]));
  expect(Array.from(shared.dataSync())).toEqual([1, 2]);
  weight.dispose();
  expect(shared.isDisposed).toBe(false);
  shared.dispose();
});
