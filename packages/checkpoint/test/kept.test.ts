import { Monitor } from '@cb/core/monitor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Kept, type KeptRules, keptAfter, resumeKept, saveKept } from '../src/decision/kept.js';

const lower = new Monitor('loss', 'min');
const higher = new Monitor('acc', 'max');

/** Checkpoints of these values, named by their order. */
function written(...values: (number | undefined)[]): Kept[] {
  return values.map((value, index) => ({
    name: String(index),
    moment: { epoch: index },
    value,
    savedAt: new Date(index).toISOString(),
  }));
}

function namesAfter(checkpoints: Kept[], rules: Partial<KeptRules>) {
  const { kept, displaced } = keptAfter(checkpoints, {
    monitor: undefined,
    topK: undefined,
    keepLast: undefined,
    ...rules,
  });
  return { kept: kept.map(({ name }) => name), displaced: displaced.map(({ name }) => name) };
}

describe('the best stay', () => {
  test('by the direction of the metric, in the order in which they were written', () => {
    const checkpoints = written(3, 1, 4, 2);
    expect(namesAfter(checkpoints, { monitor: lower, topK: 2 })).toEqual({ kept: ['1', '3'], displaced: ['0', '2'] });
    expect(namesAfter(checkpoints, { monitor: higher, topK: 2 })).toEqual({ kept: ['0', '2'], displaced: ['1', '3'] });
  });

  test('and of equal ones the earlier', () => {
    expect(namesAfter(written(2, 1, 2, 2), { monitor: lower, topK: 3 }).kept).toEqual(['0', '1', '2']);
    expect(namesAfter(written(-0, 0), { monitor: lower, topK: 1 }).kept).toEqual(['0']);
  });

  test('infinities included', () => {
    const checkpoints = written(Number.POSITIVE_INFINITY, 5, Number.NEGATIVE_INFINITY);
    expect(namesAfter(checkpoints, { monitor: lower, topK: 2 }).displaced).toEqual(['0']);
  });
});

describe('the newest stay', () => {
  test('whatever their values', () => {
    const checkpoints = written(1, Number.NaN, undefined, 9);
    expect(namesAfter(checkpoints, { keepLast: 2 })).toEqual({ kept: ['2', '3'], displaced: ['0', '1'] });
    expect(namesAfter(checkpoints, { monitor: lower, keepLast: 1 }).kept).toEqual(['3']);
  });
});

test('without a number all stay, and none is remembered', () => {
  expect(namesAfter(written(1, 2), { monitor: lower })).toEqual({ kept: [], displaced: [] });
});

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
const isBetter = (monitor: Monitor) => (a: Kept, b: Kept) => monitor.isBetter(a.value as number, b.value as number);

describe('of any checkpoints', () => {
  test('none that goes is better than one that stays, or as good and earlier', () => {
    fc.assert(
      fc.property(
        fc.array(value),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(lower, higher),
        (values, topK, monitor) => {
          const all = written(...values);
          const { kept, displaced } = keptAfter(all, { monitor, topK, keepLast: undefined });
          expect(kept).toHaveLength(Math.min(topK, all.length));
          expect([...kept, ...displaced].sort((a, b) => all.indexOf(a) - all.indexOf(b))).toEqual(all);
          const better = isBetter(monitor);
          for (const gone of displaced) {
            for (const stays of kept) {
              expect(better(gone, stays)).toBe(false);
              if (!better(stays, gone)) expect(all.indexOf(stays)).toBeLessThan(all.indexOf(gone));
            }
          }
        },
      ),
    );
  });

  test('one after another leaves the same as all at once', () => {
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: 1, max: 6 }), fc.boolean(), (values, count, best) => {
        const rules = { monitor: lower, topK: best ? count : undefined, keepLast: best ? undefined : count };
        const all = written(...values);
        let stepwise: Kept[] = [];
        for (const one of all) stepwise = keptAfter([...stepwise, one], rules).kept;
        expect(stepwise).toEqual(keptAfter(all, rules).kept);
      }),
    );
  });
});

test('a checkpoint survives JSON, numbers that JSON has not included', () => {
  // The sign of zero is not kept, and matters to nobody.
  const number = fc.double().map((one) => one + 0);
  const batch = fc.option(fc.nat(), { nil: undefined });
  const kept = fc.record({
    name: fc.string(),
    moment: fc.record({ epoch: fc.nat(), batch, logs: fc.dictionary(fc.string(), number) }),
    value: fc.option(number, { nil: undefined }),
    savedAt: fc.string(),
  });
  fc.assert(
    fc.property(kept, (one) => {
      const resumed = resumeKept(JSON.parse(JSON.stringify(saveKept(one))));
      expect(resumed).toEqual({ ...one, moment: { ...one.moment, logs: { ...one.moment.logs } } });
    }),
  );
});
