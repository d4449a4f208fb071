import '@cb-tooling/backend';
import { tensor1d, tidy, variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { share } from '../src/index.js';

test('shares the memory of a variable, and keeps its value when the variable gets another', () => {
  const weight = variable(tensor1d([1, 2]));
  const shared = tidy(() => share(weight));
  expect(shared.dataId).toBe(weight.dataId);
  weight.assign(tensor1d([3, 4]));
  expect(Array.from(shared.dataSync())).toEqual([1, 2]);
  weight.dispose();
  expect(shared.isDisposed).toBe(false);
  shared.dispose();
});
