import { type Direction, Monitor } from '@cb/core/monitor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StopDecision, type StopRules } from '../src/stop-decision.js';

const rules: StopRules = {
  patience: 0,
  baseline: undefined,
  restoreBestWeights: false,
  startFromEpoch: 0,
  checkFinite: false,
  stoppingThreshold: undefined,
  divergenceThreshold: undefined,
};

interface Case extends Partial<StopRules> {
  direction?: Direction;
  minDelta?: number;
}

/** What happens when these values are fed one epoch after the other, until a stop. */
function run(values: readonly number[], { direction = 'min', minDelta = 0, ...own }: Case = {}) {
  const decision = new StopDecision(new Monitor('metric', direction, minDelta), { ...rules, ...own });
  const kept: boolean[] = [];
  for (const [index, value] of values.entries()) {
    kept.push(decision.judge(index, value));
    if (decision.stopReason) break;
  }
  return { kept, decision };
}

/** Metrics as they come: a few distinct values, so that ties happen, and now and then no number. */
const metrics = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -6, max: 6 }).map((value) => value / 4) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
  ),
  { minLength: 1, maxLength: 30 },
);
const patience = fc.integer({ min: 0, max: 6 });
const maybe = (value: fc.Arbitrary<number>) => fc.option(value, { nil: undefined });
const quarter = fc.integer({ min: -6, max: 6 }).map((value) => value / 4);

describe('whatever the metrics are', () => {
  test('negating them and flipping the direction gives the same decisions', () => {
    const options = fc.record({
      patience,
      baseline: maybe(quarter),
      stoppingThreshold: maybe(quarter),
      divergenceThreshold: maybe(quarter),
      checkFinite: fc.boolean(),
      restoreBestWeights: fc.boolean(),
      startFromEpoch: fc.integer({ min: 0, max: 4 }),
      minDelta: fc.constantFrom(0, 0.25, 0.5),
    });
    const negated = (value: number | undefined) => (value === undefined ? undefined : -value);
    fc.assert(
      fc.property(metrics, options, (values, own) => {
        const falling = run(values, { direction: 'min', ...own });
        const rising = run(
          values.map((value) => -value),
          {
            ...own,
            direction: 'max',
            baseline: negated(own.baseline),
            stoppingThreshold: negated(own.stoppingThreshold),
            divergenceThreshold: negated(own.divergenceThreshold),
          } as never,
        );
        expect(rising.kept).toEqual(falling.kept);
        expect(rising.decision.bestEpoch).toBe(falling.decision.bestEpoch);
        expect(rising.decision.wait).toBe(falling.decision.wait);
        expect(rising.decision.stopReason?.kind).toBe(falling.decision.stopReason?.kind);
        expect(rising.decision.stopReason?.epoch).toBe(falling.decision.stopReason?.epoch);
      }),
    );
  });

  test('patience is never exceeded, unless it is below 1 or the first epoch is to be passed', () => {
    fc.assert(
      fc.property(metrics, patience, (values, allowed) => {
        const { decision } = run(values, { patience: allowed });
        expect(decision.wait).toBeLessThanOrEqual(Math.max(allowed, decision.bestEpoch === 0 ? 2 : 1));
      }),
    );
  });

  test('more patience never stops earlier', () => {
    fc.assert(
      fc.property(metrics, patience, (values, allowed) => {
        const stopOf = (one: number) => run(values, { patience: one }).decision.stopReason?.epoch ?? values.length;
        expect(stopOf(allowed + 1)).toBeGreaterThanOrEqual(stopOf(allowed));
      }),
    );
  });

  test('what improves by a larger minDelta improves by a smaller one', () => {
    fc.assert(
      fc.property(quarter, maybe(quarter), fc.constantFrom<Direction>('min', 'max'), (value, best, direction) => {
        const improvedBy = (minDelta: number) => new Monitor('metric', direction, minDelta).improved(value, best);
        expect(improvedBy(0) || !improvedBy(0.25)).toBe(true);
        expect(improvedBy(0.25) || !improvedBy(0.5)).toBe(true);
      }),
    );
  });

  test('the best is the best of the values, at the first epoch that had it', () => {
    fc.assert(
      fc.property(metrics, (values) => {
        const { decision } = run(values, { patience: 1000 });
        const numbers = values.filter((value) => value < Number.POSITIVE_INFINITY);
        const best = numbers.length ? Math.min(...numbers) : undefined;
        expect(decision.best).toBe(best);
        expect(decision.bestEpoch).toBe(best === undefined ? 0 : values.indexOf(best));
      }),
    );
  });
});

test('another takes over between any two epochs, and decides alike', () => {
  fc.assert(
    fc.property(metrics, patience, fc.nat(), (values, allowed, at) => {
      const own = { patience: allowed, restoreBestWeights: true };
      const whole = run(values, own);
      const { decision: first } = run(values.slice(0, at % values.length), own);
      if (first.stopReason) return;
      const second = new StopDecision(new Monitor('metric', 'min'), { ...rules, ...own });
      second.resume(JSON.parse(JSON.stringify(first.save())));
      for (let epoch = at % values.length; epoch < values.length && !second.stopReason; epoch++) {
        second.judge(epoch, values[epoch] as number);
      }
      expect(second.save()).toEqual(whole.decision.save());
    }),
  );
});

test('a reason to stop that was taken over is forgotten with the next epoch', () => {
  const { decision } = run([1, 2], { patience: 1 });
  expect(decision.stopReason?.epoch).toBe(1);
  decision.judge(2, 0.5);
  expect(decision.stopReason).toBeUndefined();
});

describe("the cases of Keras's own tests", () => {
  const losses = [10, 9, 8, 9, 8.9, 8.8, 8.7, 8.6, 8.5];

  test.each([0, 1, 2, 3])(
    'with patience %i the losses 10, 9, 8, 9, 8.9, … stop after max(patience, 1) worse epochs',
    (allowed) => {
      expect(run(losses, { patience: allowed }).decision.stopReason?.epoch).toBe(Math.max(allowed, 1) + 2);
    },
  );

  test('0.2, 0.15, 0.1, 0.11, 0.12 go back to the third epoch', () => {
    const { kept, decision } = run([0.2, 0.15, 0.1, 0.11, 0.12], { patience: 2, restoreBestWeights: true });
    expect(kept).toEqual([true, true, true, false, false]);
    expect(decision).toMatchObject({ bestEpoch: 2, stopReason: { kind: 'patience', epoch: 4 } });
  });

  test('a baseline that is never beaten ends training, and the best epoch is kept all the same', () => {
    const values = [0.9, 0.8, 0.7, 0.71, 0.72, 0.73];
    const { kept, decision } = run(values, { patience: 5, baseline: 0.5, restoreBestWeights: true });
    expect(kept).toHaveLength(5);
    expect(decision).toMatchObject({ bestEpoch: 2, best: 0.7 });
  });
});

describe("the cases of Lightning's own tests", () => {
  test.each([
    [[6, 5, 5, 5, 5, 5], 3, 4],
    [[6, 5, 4, 4, 3, 3], 1, 3],
    [[6, 5, 6, 5, 5, 5], 3, 4],
  ])('%j with patience %i stops at epoch %i', (values, allowed, epoch) => {
    expect(run(values, { patience: allowed }).decision.stopReason?.epoch).toBe(epoch);
  });

  test.each([
    [undefined, undefined, [8, 4, 2, 3, 4, 5, 8, 10], 5],
    [2.9, undefined, [9, 8, 7, 6, 5, 6, 4, 3, 2, 1], 8],
    [undefined, 15.9, [9, 4, 2, 16, 32, 64], 3],
  ])('thresholds %s and %s with %j stop at epoch %i', (stoppingThreshold, divergenceThreshold, values, epoch) => {
    const { decision } = run(values, { patience: 3, stoppingThreshold, divergenceThreshold });
    expect(decision.stopReason?.epoch).toBe(epoch);
  });

  test.each([Number.POSITIVE_INFINITY, Number.NaN])('4, 3, %d, 2, 1 stops at the value that is not finite', (value) => {
    const { decision } = run([4, 3, value, 2, 1], { patience: 3, checkFinite: true });
    expect(decision.stopReason).toMatchObject({ kind: 'notFinite', epoch: 2 });
  });
});

describe('the epoch to go back to', () => {
  test('is the first that counted when none improves', () => {
    const options = { patience: 9, restoreBestWeights: true };
    expect(run([Number.NaN, Number.NaN], options).kept).toEqual([true, false]);
    expect(run([Number.NaN, Number.NaN, Number.NaN], { ...options, startFromEpoch: 1 }).kept).toEqual([
      false,
      true,
      false,
    ]);
  });

  test.each([
    [0, false],
    [1, true],
  ])('is the first that counted, also for who takes over after epoch %i', (epoch, counted) => {
    const own = { ...rules, patience: 9, restoreBestWeights: true, startFromEpoch: 1 };
    const monitor = new Monitor('metric', 'min');
    const [first, second] = [new StopDecision(monitor, own), new StopDecision(monitor, own)];
    expect(first.judge(epoch, Number.NaN)).toBe(counted);
    second.resume(JSON.parse(JSON.stringify(first.save())));
    expect(second.judge(epoch + 1, Number.NaN)).toBe(!counted);
  });
});

test('why training was stopped outlives JSON, NaN included', () => {
  const { decision } = run([2, Number.NaN], { checkFinite: true });
  const saved = JSON.parse(JSON.stringify(decision.save()));
  const reason = { kind: 'notFinite', epoch: 1, metric: 'metric' };
  expect(saved).toEqual({
    counted: true,
    best: 2,
    bestEpoch: 0,
    wait: 1,
    stopReason: { ...reason, value: 'NaN', best: 2 },
  });
  const other = new StopDecision(new Monitor('metric', 'min'), rules);
  other.resume(saved);
  expect(other.stopReason).toEqual({ ...reason, value: Number.NaN, best: 2 });
});
