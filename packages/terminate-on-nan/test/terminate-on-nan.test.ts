import '@cb-tooling/backend';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import { TerminateOnNaN, type TerminateOnNaNOptions } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the class', () => {
  expect(Object.keys(entry)).toEqual(['TerminateOnNaN']);
});

describe.each<TerminateOnNaNOptions>([
  {},
  { restoreLastFinite: true },
  { checkFreq: 'epoch', restoreLastFinite: true },
])('contract with %o', (own) => {
  const make = (options?: object) => new TerminateOnNaN({ ...own, ...options });
  for (const rule of callbackContract(make, compiledModel)) {
    test(rule.name, async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      await rule.check();
    });
  }
});

test.each([
  [{ raiseError: 1 }, '`raiseError` is 1. Pass true or false.'],
  [{ restoreLastFinite: 'yes' }, '`restoreLastFinite` is "yes". Pass true or false.'],
  [{ checkFreq: 10 }, "`checkFreq` is 10. Pass 'batch', 'epoch'."],
  [{ raise_error: true }, '`raise_error` is unknown. Did you mean `raiseError`?'],
  [{ verbose: 1 }, '`verbose` is unknown. Pass one of checkFreq, raiseError, restoreLastFinite.'],
])('a wrong option is refused: %o', (options, message) => {
  expect(() => new TerminateOnNaN(options as TerminateOnNaNOptions)).toThrow(`TerminateOnNaN: option ${message}`);
});

test('options that are no object are refused with an example that works', () => {
  // Keras's argument, by its position.
  expect(() => new TerminateOnNaN(true as never)).toThrow(
    new TypeError('TerminateOnNaN: the options are true. Pass an object, such as { raiseError: true }.'),
  );
});

test('takes no state of another callback', () => {
  const { values } = new TerminateOnNaN().getState();
  const state = { values: { ...values, callback: 'EarlyStopping' } };
  expect(() => new TerminateOnNaN().setState(state)).toThrow(
    'TerminateOnNaN: the state is that of EarlyStopping. Pass what getState() gave, with tensors as its weights.',
  );
});

describe('by epoch', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'a mean loss of %d stops training, and is one warning',
    async (loss) => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      const callback = new TerminateOnNaN({ checkFreq: 'epoch' });
      const epochs = await feedEpochs(callback, compiledModel(), [{ loss: 1 }, { loss, acc: 0.5 }, { loss: 1 }]);
      expect(epochs).toHaveLength(2);
      expect(callback.stopReason).toEqual({ epoch: 1, batch: undefined, metrics: { loss }, weights: [] });
      expect(warn.mock.calls).toEqual([
        [
          `TerminateOnNaN: the mean loss of epoch 2 is ${loss}, so training stops. Not finite: loss (${loss}). ` +
            'All weights are finite. Lower the learning rate, or look for NaN and infinity in the data.',
        ],
      ]);
    },
  );

  test('other metrics do not matter, nor does an epoch without a loss', async () => {
    const callback = new TerminateOnNaN({ checkFreq: 'epoch' });
    const epochs = await feedEpochs(callback, compiledModel(), [
      { loss: 1, val_loss: Number.NaN },
      { acc: Number.NaN },
    ]);
    expect(epochs).toHaveLength(2);
    expect(callback.stopReason).toBeUndefined();
  });
});

test('why it stopped outlives JSON, and is forgotten with the next loss or fit', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const first = new TerminateOnNaN({ checkFreq: 'epoch' });
  await feedEpochs(first, compiledModel(), [{ loss: Number.NEGATIVE_INFINITY, acc: Number.NaN }]);
  const state = JSON.parse(JSON.stringify(first.getState()));
  const second = new TerminateOnNaN({ checkFreq: 'epoch' });
  second.setState(state);
  await feedEpochs(second, compiledModel(), []);
  expect(second.stopReason).toEqual(first.stopReason);
  await feedEpochs(second, compiledModel(), []);
  expect(second.stopReason).toBeUndefined();
  second.setState(state);
  await feedEpochs(second, compiledModel(), [{ loss: 1 }]);
  expect(second.stopReason).toBeUndefined();
});
