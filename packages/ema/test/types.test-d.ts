import { tensor1d } from '@tensorflow/tfjs-core';
import { SwapEMAWeights } from '../src/index.js';

/** What must compile, and, under `@ts-expect-error`, what must not. The type check is the test. */
const x = tensor1d([1]);

export const callback = new SwapEMAWeights({
  swapOnEpoch: true,
  emaMomentum: 0.9,
  evaluate: [x, [x, x]],
  batchSize: 8,
});

export const withoutOptions = new SwapEMAWeights();

// @ts-expect-error a misspelt option
new SwapEMAWeights({ momentum: 0.9 });

// @ts-expect-error a number as text
new SwapEMAWeights({ emaMomentum: '0.9' });

// @ts-expect-error inputs without targets
new SwapEMAWeights({ evaluate: [x] });
