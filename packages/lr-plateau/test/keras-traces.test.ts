import '@cb-tooling/backend';
import { readFileSync } from 'node:fs';
import { directionOf } from '@cb/core/monitor';
import { decode, optionsOf, replay, type Trace } from '@cb-tooling/keras-oracle';
import { afterEach, expect, test, vi } from 'vitest';
import { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const traces: Trace[] = JSON.parse(readFileSync(new URL('fixtures/keras-traces.json', import.meta.url), 'utf8'));
const agreed = traces.filter(({ recommended, rounding }) => recommended.verdict !== 'differs' && !rounding.length);

/** Keras takes an unknown `mode` for `auto`; here it is an error, tested below. */
function knownMode({ mode, ...options }: ReduceLROnPlateauOptions): ReduceLROnPlateauOptions {
  return mode === 'min' || mode === 'max' ? { mode, ...options } : options;
}

test.each(agreed)('$oracle $id', async (trace) => {
  const options = knownMode(optionsOf<ReduceLROnPlateauOptions>(trace));
  const direction = directionOf(options.monitor ?? 'val_loss', options.mode ?? 'auto');
  if (direction === undefined) {
    expect(() => new ReduceLROnPlateau(options)).toThrow('is not known from its name');
    return;
  }
  if ((options.factor ?? 0) >= 1) {
    expect(trace.error?.at).toBe('init');
    expect(() => new ReduceLROnPlateau(options)).toThrow('Pass a number from 0 to below 1, such as 0.1.');
    return;
  }
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const print = vi.spyOn(console, 'info');
  const runs = await replay(
    trace,
    new ReduceLROnPlateau(options),
    ({ wait, best, cooldownCounter }) => ({ wait, best, cooldownCounter }),
    (listen) => print.mockImplementation(listen),
  );
  for (const [index, { epochs, train_end }] of trace.runs.entries()) {
    const run = runs[index];
    expect(run?.epochs.map(({ learningRate }) => learningRate)).toEqual(
      epochs.map(({ expected }) => expected.learning_rate),
    );
    expect(run?.epochs.map(({ logs }) => logs.learning_rate)).toEqual(epochs.map((epoch) => rateBefore(epoch)));
    if (trace.recommended.verdict === 'same') {
      const states = epochs.map(({ expected }, epoch) => stateIn(expected, run?.epochs[epoch]?.state.best));
      expect(run?.epochs.map(({ state }) => state)).toEqual(states);
    }
    if (trace.oracle === 'keras-3.15.1' && trace.recommended.stdout) {
      expect(run?.stdout).toEqual([...epochs, train_end].flatMap((part) => part?.stdout ?? []));
    }
  }
});

/** The rate that stands in the epoch's logs: Keras 2 calls it `lr`; to empty logs Keras adds nothing. */
function rateBefore({ expected }: Trace['runs'][number]['epochs'][number]) {
  const { learning_rate, lr } = expected.logs_added as { learning_rate?: number; lr?: number };
  return learning_rate ?? lr ?? expect.any(Number);
}

const noBest = [null, 'Infinity', '-Infinity'] as unknown[];

/** Before the first value Keras 3 has `None` as best and Keras 2 the worst number. */
function stateIn({ wait, best, cooldown_counter }: Record<string, unknown>, ours: number | undefined) {
  return {
    wait,
    best: noBest.includes(best) && ours === undefined ? undefined : decode(best),
    cooldownCounter: cooldown_counter,
  };
}
