import '@cb-tooling/backend';
import { describe, expect, test, vi } from 'vitest';
import { Callback } from '../src/index.js';
import { compiledModel, feedEpochs } from '../src/testing.js';
import { fit } from './training.js';

describe('Callback', () => {
  class Plain extends Callback {}

  test('after a plain object in the array it says what is wrong', async () => {
    await expect(fit(compiledModel(), [{} as never, new Plain()])).rejects.toThrow(
      new Error(
        'Plain: fit() does not recognise it as a callback and runs its hooks without a model. Either the first element ' +
          'of `callbacks` is a plain object: pass callback instances only, or use combine(). Or two copies of ' +
          'TensorFlow.js are installed: run `npm ls @tensorflow/tfjs-layers`, give all of them one version, then ' +
          '`npm dedupe`.',
      ),
    );
  });

  test('after a plain object it says so in its second fit too, when it has a model', async () => {
    const callback = new Plain();
    await fit(compiledModel(), [callback]);
    await expect(fit(compiledModel(), [{} as never, callback])).rejects.toThrow('Plain: fit() does not recognise it');
  });

  test('without a model it says so', async () => {
    await expect(new Plain().onTrainBegin()).rejects.toThrow(
      new Error('Plain: it has no model. Call setModel(model) before its hooks.'),
    );
  });

  test('its hooks can be replaced and redefined on an instance', async () => {
    const calls: string[] = [];
    const callback = new Plain();
    callback.onEpochBegin = async () => {
      calls.push('replaced');
    };
    Object.defineProperty(callback, 'onEpochEnd', { value: async () => calls.push('redefined'), enumerable: true });
    await fit(compiledModel(), [callback]);
    expect(calls).toEqual(['replaced', 'redefined']);
  });

  test('an override of a batch hook keeps the event loop alive', async () => {
    class Busy extends Callback {
      override async onBatchEnd() {
        const end = performance.now() + 20;
        while (performance.now() < end);
      }
    }
    let ticks = 0;
    const interval = setInterval(() => ticks++, 1);
    await fit(compiledModel(), [new Busy()], 6);
    clearInterval(interval);
    expect(ticks).toBeGreaterThanOrEqual(3);
  });

  test('the callbacks of a fit take turns: many give the event loop no more turns than one, one in 50 ms', async () => {
    const turns = async (callbacks: Callback[]) => {
      const begin = performance.now();
      const immediate = vi.spyOn(globalThis as unknown as { setImmediate: (turn: () => void) => void }, 'setImmediate');
      await feedEpochs(
        callbacks,
        compiledModel(),
        Array.from({ length: 20 }, () => ({ loss: 1 })),
        {
          train: () => {
            const end = performance.now() + 15;
            while (performance.now() < end);
          },
        },
      );
      const { length } = immediate.mock.calls;
      immediate.mockRestore();
      return { length, allowed: (performance.now() - begin) / 50 };
    };
    const [one, many] = [await turns([new Plain()]), await turns(Array.from({ length: 10 }, () => new Plain()))];
    expect(one.length).toBeGreaterThanOrEqual(3);
    expect(many.length).toBeLessThanOrEqual(many.allowed);
  });

  test('releases what a run held when training ends, and what a run that threw has left', async () => {
    const calls: string[] = [];
    class Holder extends Callback {
      override async onTrainBegin() {
        calls.push('begin');
      }
      override async onTrainEnd() {
        calls.push('end');
        throw new Error('at the end');
      }
      override dispose() {
        calls.push('dispose');
      }
    }
    await expect(fit(compiledModel(), [new Holder()])).rejects.toThrow('at the end');
    expect(calls).toEqual(['dispose', 'begin', 'end', 'dispose']);
  });
});
