import assert from 'node:assert/strict';
import test from 'node:test';
import '@tensorflow/tfjs-backend-cpu';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { LowestLoss } from './lowest-loss.js';

for (const rule of callbackContract((options) => new LowestLoss(options), compiledModel)) test(rule.name, rule.check);

test('remembers the lowest of a run', async () => {
  const callback = new LowestLoss();
  await feedEpochs(callback, compiledModel(), [{ loss: 3 }, { loss: 1 }, { loss: 2 }]);
  assert.equal(callback.lowest, 1);
});
