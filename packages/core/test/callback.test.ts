import '@cb-tooling/backend';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Callback, DONE } from '../src/index.js';
import { compiledModel, feedEpochs } from '../src/testing.js';
import { fit } from './training.js';

describe('Callback', () => {
  class Plain extends Callback {}

  test('after a plain object in the array it says what is wrong', async () => {
    await expect(fit(compiledModel(), [{} as never, new Plain()])).rejects.toThrow(
      new Error(
        'Plain: fit() does not recognise it as a callback and runs its hooks without a model. Either the first element ' +
          'of `callbacks` is a plain object: pass callback instances only, or use combine(). Or two copies of ' +
          'TensorFlow.js are installed: `npm ls @tensorflow/tfjs-layers` shows them. Give them one version, that of your ' +
          'application, in package.json: `"overrides": { "@tensorflow/tfjs-core": "<version>", ' +
          '"@tensorflow/tfjs-layers": "<version>" }` (Yarn: `resolutions`; pnpm: `overrides` in pnpm-workspace.yaml). ' +
          'Then install again.',
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

  test('a hook that is called on something else is refused, in the middle of a training too', async () => {
    const callback = new Plain();
    callback.setModel(compiledModel());
    await callback.onBatchEnd(0);
    await expect(callback.onBatchEnd.call({} as Plain, 1)).rejects.toThrow('Plain: fit() does not recognise it');
    await callback.onBatchEnd(1);
  });

  test('its hooks can be spied on', async () => {
    class Quiet extends Callback {
      ended = 0;
      override async onEpochEnd() {
        this.ended++;
      }
    }
    const callback = new Quiet();
    const spies = [vi.spyOn(callback, 'onTrainBegin'), vi.spyOn(callback, 'onEpochEnd')];
    await fit(compiledModel(), [callback]);
    for (const spy of spies) expect(spy).toHaveBeenCalledOnce();
    expect(callback.ended).toBe(1);
  });

  describe.each(['onEpochEnd', 'onTrainBegin', 'dispose'])('%s that is no method is an error', (name) => {
    const fault = (owner: string) =>
      new TypeError(
        `${owner}: \`${name}\` is a class field or was assigned, which hides what Callback does around it. ` +
          `Make it a method: async ${name}() { … }.`,
      );

    test('before training, when it is a class field', async () => {
      class Fielded extends Plain {
        [name] = async () => {};
      }
      await expect(fit(compiledModel(), [new Fielded()])).rejects.toThrow(fault('Fielded'));
    });

    test('at once, when it is assigned', () => {
      expect(() => Object.assign(new Plain(), { [name]: async () => {} })).toThrow(fault('Plain'));
    });
  });

  test('twice in one list it is an error before training', async () => {
    const callback = new Plain();
    const twice = new Error(
      'Plain: it stands twice in the callbacks of one fit(), and each of its hooks would run twice. Pass it once, or ' +
        'an instance for each place.',
    );
    await expect(fit(compiledModel(), [callback, new Plain(), callback])).rejects.toThrow(twice);
    await fit(compiledModel(), [callback]);
    await fit(compiledModel(), [callback]);
  });

  test('parameters of its own driver, the same for several runs, are no fault', async () => {
    const callback = new Plain();
    callback.setModel(compiledModel());
    for (const params of [undefined, { epochs: 1 }]) {
      if (params) callback.setParams(params);
      await callback.onTrainBegin();
      await callback.onTrainEnd();
      await callback.onTrainBegin();
      for (let epoch = 0; epoch < 2; epoch++) {
        await callback.onEpochBegin(epoch);
        await callback.onTrainBegin();
      }
      callback.dispose();
      await callback.onTrainBegin();
      await callback.onTrainEnd();
    }
    callback.params = undefined as never;
    await callback.onTrainBegin();
    await callback.onTrainBegin();
  });

  describe('a hook that has nothing to wait for', () => {
    class Swift extends Callback {
      calls: unknown[][] = [];
      override onBatchBegin(...args: unknown[]) {
        this.calls.push(args);
        return DONE;
      }
      // As it may be written in JavaScript.
      override onBatchEnd(...args: unknown[]) {
        this.calls.push(args);
        return undefined as never;
      }
      override onEpochEnd(): Promise<void> {
        throw new Error('thrown at once');
      }
    }
    function swift() {
      const callback = new Swift();
      callback.setModel(compiledModel());
      callback.setParams({ epochs: 1 });
      return callback;
    }

    test('makes no promise', () => {
      const now = vi.spyOn(performance, 'now').mockReturnValue(0);
      onTestFinished(() => now.mockRestore());
      const callback = swift();
      const logs = { size: 4 };
      expect(callback.onEpochBegin(0)).toBe(DONE);
      expect(callback.onBatchBegin(0)).toBe(DONE);
      expect(callback.onBatchEnd(0, logs)).toBe(DONE);
      expect(callback.calls).toEqual([
        [0, undefined],
        [0, logs],
      ]);
    });

    test('gives the event loop its turn after 50 ms', async () => {
      const callback = swift();
      for (const hook of ['onBatchBegin', 'onBatchEnd', 'onEpochBegin'] as const) {
        await callback[hook](0);
        const end = performance.now() + 60;
        while (performance.now() < end);
        let over = false;
        setImmediate(() => {
          over = true;
        });
        await callback[hook](0);
        expect(over).toBe(true);
      }
    });

    test('rejects with what it throws at once', async () => {
      await expect(swift().onEpochEnd()).rejects.toThrow(new Error('thrown at once'));
      await expect(fit(compiledModel(), [new Swift()])).rejects.toThrow(new Error('thrown at once'));
    });
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
