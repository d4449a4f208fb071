import '@cb-tooling/backend';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { readmeExamples } from '@cb-tooling/repo-check/readme';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import { MyCallback } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the class', () => {
  expect(Object.keys(entry)).toEqual(['MyCallback']);
});

describe('contract', () => {
  for (const rule of callbackContract((options) => new MyCallback(options), compiledModel)) test(rule.name, rule.check);
});

for (const example of readmeExamples(import.meta.url)) test(example.name, example.run);

test('counts the epochs of a run', async () => {
  const callback = new MyCallback();
  await feedEpochs(callback, compiledModel(), [{ loss: 2 }, { loss: 1 }]);
  expect(callback.epochs).toBe(2);
  await feedEpochs(callback, compiledModel(), [{ loss: 2 }]);
  expect(callback.epochs).toBe(1);
});

test('prints epochs when it is asked to', async () => {
  const info = vi.spyOn(console, 'info').mockReturnValue();
  await feedEpochs(new MyCallback(), compiledModel(), [{ loss: 1 }]);
  expect(info).not.toHaveBeenCalled();
  await feedEpochs(new MyCallback({ verbose: 1 }), compiledModel(), [{ loss: 1 }]);
  expect(info.mock.calls).toEqual([['MyCallback: epoch 1 has ended.']]);
});
