import '@cb-tooling/backend';
import { describe, expect, test } from 'vitest';
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
    expect(() => combine([new (class extends Callback {})(), null as never])).toThrow(
      new TypeError('combine: element 1 is null. Pass callbacks, or objects with hooks.'),
    );
  });
});
