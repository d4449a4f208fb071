import '@cb-tooling/backend';
import { readFileSync } from 'node:fs';
import { directionOf } from '@cb/core/monitor';
import { decode, optionsOf, replay, type Trace } from '@cb-tooling/keras-oracle';
import { afterEach, expect, test, vi } from 'vitest';
import { EarlyStopping, type EarlyStoppingOptions } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const traces: Trace[] = JSON.parse(readFileSync(new URL('fixtures/keras-traces.json', import.meta.url), 'utf8'));
const agreed = traces.filter(({ recommended, rounding }) => recommended.verdict !== 'differs' && !rounding.length);

/** Keras takes an unknown `mode` for `auto`; here it is an error, tested below. */
function knownMode({ mode, ...options }: EarlyStoppingOptions): EarlyStoppingOptions {
  return mode === 'min' || mode === 'max' ? { mode, ...options } : options;
}

test.each(agreed)('$oracle $id', async (trace) => {
  const options = knownMode(optionsOf<EarlyStoppingOptions>(trace));
  if (Math.abs(options.baseline ?? 0) === Number.POSITIVE_INFINITY) {
    expect(() => new EarlyStopping(options)).toThrow(/option `baseline` is -?Infinity. Pass a number.$/);
    return;
  }
  if (needsMode(options)) {
    expect(() => new EarlyStopping(options)).toThrow('is not known from its name');
    return;
  }
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const print = vi.spyOn(console, 'info');
  const runs = await replay(
    trace,
    new EarlyStopping(options),
    ({ wait, best, bestEpoch, stoppedEpoch }: EarlyStopping) => ({ wait, best, bestEpoch, stoppedEpoch }),
    (listen) => print.mockImplementation(listen),
  );
  for (const [index, { epochs, train_end }] of trace.runs.entries()) {
    const run = runs[index];
    expect(run?.epochs.map(({ stopTraining }) => stopTraining)).toEqual(
      epochs.map(({ expected }) => expected.stop_training),
    );
    expect(run?.weights).toEqual(train_end?.final_weights);
    if (trace.recommended.verdict === 'same') {
      const states = epochs.map(({ expected }, epoch) => stateIn(expected, run?.epochs[epoch]?.state.best));
      expect(run?.epochs.map(({ state }) => state)).toMatchObject(states);
    }
    if (trace.oracle === 'keras-3.15.1' && trace.recommended.stdout) {
      expect(run?.stdout).toEqual([...epochs, train_end].flatMap((part) => part?.stdout ?? []));
    }
  }
});

function needsMode({ monitor = 'val_loss', mode = 'auto' }: EarlyStoppingOptions): boolean {
  return directionOf(monitor, mode) === undefined;
}

const noBest = [null, 'Infinity', '-Infinity'] as unknown[];

/** Before the first value Keras 3 has `None` as best and Keras 2 the worst number; Keras 2.3.1 has no `best_epoch`. */
function stateIn({ wait, best, best_epoch, stopped_epoch }: Record<string, unknown>, ours: number | undefined) {
  return {
    wait,
    best: noBest.includes(best) && ours === undefined ? undefined : decode(best),
    ...(best_epoch === null ? {} : { bestEpoch: best_epoch }),
    stoppedEpoch: stopped_epoch,
  };
}
