import { type Direction, Monitor } from '@cb/core/monitor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlateauDecision, type PlateauRules } from '../src/plateau-decision.js';

interface Case extends Partial<PlateauRules> {
  direction?: Direction;
  minDelta?: number;
  rate?: number;
}

/** The rate after each epoch, and what was decided, when these values are fed one epoch after the other. */
function run(values: readonly number[], { direction = 'min', minDelta = 0, rate = 1, ...own }: Case = {}) {
  const rules = { factor: 0.5, patience: 1, cooldown: 0, minLr: 0, ...own };
  const decision = new PlateauDecision(new Monitor('metric', direction, minDelta), rules);
  const verdicts = values.map((value) => {
    const verdict = decision.judge(value, rate);
    rate = verdict.reduceTo ?? rate;
    return { ...verdict, rate };
  });
  return { verdicts, decision, rates: verdicts.map((verdict) => verdict.rate) };
}

const metrics = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -6, max: 6 }).map((value) => value / 4) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
  ),
  { minLength: 1, maxLength: 40 },
);
const rules = fc.record({
  factor: fc.constantFrom(0, 0.1, 0.5, 0.9),
  patience: fc.integer({ min: 0, max: 5 }),
  cooldown: fc.integer({ min: 0, max: 5 }),
  minLr: fc.constantFrom(0, 0.01, 0.3, 2),
  minDelta: fc.constantFrom(0, 0.25, 0.5),
});

describe('whatever the metrics are', () => {
  test('negating them and flipping the direction gives the same decisions', () => {
    fc.assert(
      fc.property(metrics, rules, (values, own) => {
        const falling = run(values, { ...own, direction: 'min' });
        const negated = values.map((value) => -value);
        expect(run(negated, { ...own, direction: 'max' }).verdicts).toEqual(falling.verdicts);
      }),
    );
  });

  test('the rate never rises, and never falls below minLr by a reduction', () => {
    fc.assert(
      fc.property(metrics, rules, (values, own) => {
        const { rates } = run(values, own);
        for (const [index, rate] of rates.entries()) {
          expect(rate).toBeLessThanOrEqual(rates[index - 1] ?? 1);
          expect(rate).toBeGreaterThanOrEqual(Math.min(own.minLr, 1));
        }
      }),
    );
  });

  test('between two reductions lie at least patience epochs, and the cooldown', () => {
    fc.assert(
      fc.property(metrics, rules, (values, own) => {
        const reductions = run(values, own).verdicts.flatMap(({ reduceTo }, epoch) =>
          reduceTo === undefined ? [] : epoch,
        );
        for (const [index, epoch] of reductions.slice(1).entries()) {
          const distance = epoch - (reductions[index] as number);
          expect(distance).toBeGreaterThanOrEqual(Math.max(own.patience, 1) + Math.max(own.cooldown - 1, 0));
        }
      }),
    );
  });
});

describe("the cases of Keras's own tests", () => {
  test('a cooldown of 2 leaves two reductions in four epochs of a flat metric', () => {
    const { rates } = run([1, 1, 1, 1], { factor: 0.1, patience: 1, cooldown: 2 });
    expect(rates).toEqual([1, 0.1, 0.1, expect.closeTo(0.01, 12)]);
  });

  test('minLr bounds the last reduction', () => {
    expect(run([1, 1, 1, 1], { factor: 0.1, minLr: 0.05 }).rates).toEqual([1, 0.1, 0.05, 0.05]);
  });
});

test('at minLr the waiting goes on, without a cooldown', () => {
  const { decision } = run([1, 1, 1, 1], { rate: 0.5, minLr: 0.5, cooldown: 3 });
  expect(decision).toMatchObject({ wait: 3, cooldownCounter: 0 });
});

test('begin() forgets the last run', () => {
  const { decision } = run([1, 1, 1], { patience: 2, cooldown: 3 });
  expect(decision).toMatchObject({ best: 1, cooldownCounter: 3 });
  decision.begin();
  expect(decision).toMatchObject({ best: undefined, wait: 0, cooldownCounter: 0 });
});
