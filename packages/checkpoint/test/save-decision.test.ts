import { Monitor } from '@cb/core/monitor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecisionRules, SaveDecision } from '../src/decision/save-decision.js';

type Value = number | undefined;

const lower = new Monitor('loss', 'min');
const higher = new Monitor('acc', 'max');

function decide(rules: Partial<DecisionRules> = {}): SaveDecision {
  const none = { monitor: undefined, topK: undefined, keepLast: undefined, initialValueThreshold: undefined };
  return new SaveDecision({ ...none, bestOnly: false, ...rules });
}

const SAVED_AT = '2026-01-01T00:00:00.000Z';
const best = (monitor: Monitor) => decide({ monitor, bestOnly: true });

/** What is written of these values. Saves of some of them fail. */
function written(decision: SaveDecision, values: Value[], fails: Value[] = []): Value[] {
  return values.filter((value, epoch) => {
    if (!decision.wants(value)) return false;
    const { undo } = decision.commit({
      name: decision.freeName(`e${epoch}`),
      moment: { epoch },
      value,
      savedAt: SAVED_AT,
    });
    if (fails.includes(value)) undo();
    return true;
  });
}

function keptBy(decision: SaveDecision): string[] {
  return (decision.save().kept as { name: string }[]).map(({ name }) => name);
}

function resumed(decision: SaveDecision, rules: Partial<DecisionRules>): SaveDecision {
  const other = decide(rules);
  other.resume(JSON.parse(JSON.stringify(decision.save())));
  return other;
}

test('without a monitor all is written, metric or not, and there is no best', () => {
  const decision = decide();
  expect(written(decision, [3, undefined, Number.NaN, 5])).toEqual([3, undefined, Number.NaN, 5]);
  expect(decision.best).toBeUndefined();
});

describe('the best', () => {
  test('is what is strictly lower or higher than all before', () => {
    expect(written(best(lower), [3, 3, 2, 4, 2, 1.9])).toEqual([3, 2, 1.9]);
    expect(written(best(higher), [3, 3, 2, 4, 4, 5])).toEqual([3, 4, 5]);
  });

  test('is never NaN, the infinity of the worse side, or missing', () => {
    const decision = best(lower);
    expect(written(decision, [Number.NaN, Number.POSITIVE_INFINITY, undefined, 7, Number.NaN])).toEqual([7]);
    expect(decision.best).toBe(7);
  });

  test('is not what could not be written', () => {
    const decision = best(lower);
    expect(written(decision, [5, 1, 4, 3], [1])).toEqual([5, 1, 4, 3]);
    expect(decision.best).toBe(3);
  });

  test('must beat the initial threshold, strictly', () => {
    const decision = decide({ monitor: lower, bestOnly: true, initialValueThreshold: 4 });
    expect(decision.best).toBe(4);
    expect(written(decision, [5, 4, 3.9])).toEqual([3.9]);
  });

  test('counts from the moment of the decision', () => {
    const decision = best(lower);
    decision.commit({ name: 'a', moment: { epoch: 0 }, value: 2, savedAt: SAVED_AT });
    expect([decision.best, decision.wants(3), decision.wants(1)]).toEqual([2, false, true]);
  });
});

describe('the best k', () => {
  const top = (topK: number, rules: Partial<DecisionRules> = {}) => decide({ monitor: lower, topK, ...rules });

  test('are written until there are k, then those that are better than one of them', () => {
    const decision = top(2);
    expect(written(decision, [5, 7, 6, 6, 7, 4])).toEqual([5, 7, 6, 4]);
    expect(keptBy(decision)).toEqual(['e0', 'e5']);
    expect(decision.best).toBe(4);
  });

  test('never have NaN, the infinity of the worse side, or a missing value among them', () => {
    const decision = top(3);
    expect(written(decision, [Number.NaN, undefined, Number.POSITIVE_INFINITY, 1])).toEqual([1]);
    expect(keptBy(decision)).toEqual(['e3']);
  });

  test('are among the best only, when both are asked for', () => {
    const decision = top(2, { bestOnly: true });
    expect(written(decision, [5, 7, 4, 4.5, 3])).toEqual([5, 4, 3]);
    expect(keptBy(decision)).toEqual(['e2', 'e4']);
  });
});

test('what is displaced is named when the new one is decided', () => {
  const decision = decide({ keepLast: 1 });
  expect(decision.commit({ name: 'a', moment: { epoch: 0 }, value: undefined, savedAt: SAVED_AT }).displaced).toEqual(
    [],
  );
  const { displaced } = decision.commit({ name: 'b', moment: { epoch: 1 }, value: undefined, savedAt: SAVED_AT });
  expect(displaced).toEqual([{ name: 'a', moment: { epoch: 0 }, value: undefined, savedAt: SAVED_AT }]);
});

test('a name that is kept gets a version', () => {
  const decision = decide({ keepLast: 3 });
  const names = [1, 2, 3, 4, 5].map((epoch) => {
    const name = decision.freeName('m');
    decision.commit({ name, moment: { epoch }, value: undefined, savedAt: SAVED_AT });
    return name;
  });
  expect(names).toEqual(['m', 'm-v1', 'm-v2', 'm-v3', 'm']);
  expect(decide().freeName('m')).toBe('m');
});

const rules = fc
  .record({
    monitor: fc.constantFrom(lower, higher),
    bestOnly: fc.boolean(),
    initialValueThreshold: fc.option(fc.integer({ min: -4, max: 4 }), { nil: undefined }),
    count: fc.integer({ min: 1, max: 4 }),
    keeps: fc.constantFrom('topK', 'keepLast', 'all'),
  })
  .map(({ count, keeps, ...rest }) => ({ ...rest, ...(keeps !== 'all' && { [keeps]: count }) }));
const values = fc.array(
  fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(Number.NaN, Infinity, -Infinity, undefined)),
  {
    maxLength: 25,
  },
);

describe('of any values', () => {
  test('the k best that there were are kept', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 4 }), fc.constantFrom(lower, higher), (all, topK, monitor) => {
        const decision = decide({ monitor, topK });
        written(decision, all);
        const ranked = all
          .map((value, epoch) => ({ value: value as number, name: `e${epoch}` }))
          .filter(({ value }) => value !== undefined && monitor.improved(value, undefined))
          .sort((a, b) => Number(monitor.isBetter(b.value, a.value)) - Number(monitor.isBetter(a.value, b.value)))
          .slice(0, topK);
        expect(keptBy(decision).sort()).toEqual(ranked.map(({ name }) => name).sort());
        if (ranked.length > 0) expect(decision.best).toBe(ranked[0]?.value);
      }),
    );
  });

  test('a decision that is taken back was never made', () => {
    fc.assert(
      fc.property(
        rules,
        values,
        fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN)),
        (given, all, value) => {
          const decision = decide(given);
          written(decision, all);
          const before = decision.save();
          decision.commit({ name: 'x', moment: { epoch: 99 }, value, savedAt: SAVED_AT }).undo();
          expect(decision.save()).toEqual(before);
        },
      ),
    );
  });

  test('a state that is exchanged at any point changes nothing', () => {
    fc.assert(
      fc.property(rules, values, fc.nat(25), (given, all, split) => {
        const first = decide(given);
        const before = written(first, all.slice(0, split));
        const second = resumed(first, given);
        const after = written(second, all.slice(split));
        const whole = decide(given);
        expect([...before, ...after]).toEqual([
          ...written(whole, all.slice(0, split)),
          ...written(whole, all.slice(split)),
        ]);
        expect(second.save()).toEqual(whole.save());
      }),
    );
  });
});
