import '@cb-tooling/backend';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Callback, combine } from '../src/index.js';
import { compiledModel } from '../src/testing.js';
import { fit } from './training.js';

describe('combine', () => {
  test('lets instances and plain objects run side by side', async () => {
    const calls: string[] = [];
    class Instance extends Callback {
      override async onEpochEnd() {
        calls.push('instance');
      }
    }
    const hooks = {
      onEpochEnd: (_epoch: number, logs?: { [name: string]: number }) => {
        calls.push(`object ${typeof logs?.loss}`);
      },
    };
    await fit(compiledModel(), combine([hooks, new Instance()]));
    expect(calls).toEqual(['object number', 'instance']);
  });

  test('refuses a hook that does not exist', () => {
    expect(() => combine([{ onEpochEnds: () => {} } as never])).toThrow(
      new TypeError('combine: element 0 has an unknown hook `onEpochEnds`. Did you mean `onEpochEnd`?'),
    );
    expect(() => combine([{ onFinish: () => {} } as never])).toThrow(
      new TypeError(
        'combine: element 0 has an unknown hook `onFinish`. Pass some of onTrainBegin, onTrainEnd, onEpochBegin, ' +
          'onEpochEnd, onBatchBegin, onBatchEnd, onYield, nowFunc, nextFrameFunc.',
      ),
    );
  });

  test.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [7, '7'],
    ['onEpochEnd', 'onEpochEnd'],
    [() => {}, 'a function'],
  ])('refuses %s, which is no callback', (element, got) => {
    expect(() => combine([new (class extends Callback {})(), element as never])).toThrow(
      new TypeError(`combine: element 1 is ${got}. Pass callback instances, or objects with hooks.`),
    );
  });

  test('waits for no animation frame, of which a hidden tab has none', async () => {
    vi.stubGlobal('requestAnimationFrame', () => 0);
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    await fit(compiledModel(), combine([{ onTrainEnd: () => {} }]), 100);
  });

  test('calls onYield', async () => {
    let calls = 0;
    const busy = {
      onYield: () => {
        calls++;
      },
      onBatchEnd: () => {
        const end = performance.now() + 150;
        while (performance.now() < end);
      },
    };
    await fit(compiledModel(), combine([busy]), 2);
    expect(calls).toBeGreaterThanOrEqual(1);
  });

  test.each([[{ onEpochEnd: () => {} }], [undefined]])('refuses %j, which is no array', (callbacks) => {
    expect(() => combine(callbacks as never)).toThrow(
      new TypeError('combine: it got no array. Pass [callback, { onEpochEnd }].'),
    );
  });
});
