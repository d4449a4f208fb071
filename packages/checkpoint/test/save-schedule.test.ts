import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SaveSchedule, type ScheduleRules } from '../src/decision/save-schedule.js';

function schedule(rules: Partial<ScheduleRules>): SaveSchedule {
  return new SaveSchedule({ period: 1, batches: undefined, seconds: undefined, ...rules });
}

/** Which epochs of so many are due, counted from 1. */
function dueEpochs(one: SaveSchedule, epochs: number): number[] {
  return Array.from({ length: epochs }, (_, index) => index + 1).filter(() => one.epochEnded());
}

/** Which batches of so many are due, counted from 1. */
function dueBatches(one: SaveSchedule, batches: number): number[] {
  return Array.from({ length: batches }, (_, index) => index + 1).filter(() => one.batchEnded(0));
}

function savedAndResumed(one: SaveSchedule, rules: Partial<ScheduleRules>): SaveSchedule {
  const other = schedule(rules);
  other.resume(JSON.parse(JSON.stringify(one.save())));
  return other;
}

describe('epochs', () => {
  test('are all due, or every period-th, and batches are not', () => {
    expect(dueEpochs(schedule({}), 3)).toEqual([1, 2, 3]);
    expect(dueEpochs(schedule({ period: 3 }), 7)).toEqual([3, 6]);
    expect(dueBatches(schedule({}), 5)).toEqual([]);
  });

  test('are counted over the borders of fits', () => {
    const one = schedule({ period: 3 });
    one.begin(0);
    expect(dueEpochs(one, 2)).toEqual([]);
    one.begin(0);
    expect(dueEpochs(one, 4)).toEqual([1, 4]);
  });
});

describe('batches', () => {
  test('are due every n-th, and epochs are not', () => {
    expect(dueBatches(schedule({ batches: 3 }), 7)).toEqual([3, 6]);
    expect(dueBatches(schedule({ batches: 1 }), 3)).toEqual([1, 2, 3]);
    expect(dueEpochs(schedule({ batches: 1 }), 3)).toEqual([]);
  });

  test('are counted over the borders of fits', () => {
    const one = schedule({ batches: 3 });
    one.begin(0);
    dueBatches(one, 2);
    one.begin(1000);
    expect(dueBatches(one, 4)).toEqual([1, 4]);
  });

  test('that were counted before are due at once when fewer are asked for on resuming', () => {
    const one = schedule({ batches: 100 });
    dueBatches(one, 40);
    expect(dueBatches(savedAndResumed(one, { batches: 10 }), 12)).toEqual([1, 11]);
  });
});

describe('time', () => {
  const timed = (times: number[], begun = 0) => {
    const one = schedule({ seconds: 2 });
    one.begin(begun);
    return times.filter((now) => one.batchEnded(now));
  };

  test('makes the first batch due that ends so many seconds after the last one that was', () => {
    expect(timed([0, 1000, 1999, 2000, 2001, 3999, 4500, 6499, 6500])).toEqual([2000, 4500, 6500]);
  });

  test('begins with the fit, whatever the clock shows then', () => {
    expect(timed([90_000, 91_999, 92_000], 90_000)).toEqual([92_000]);
  });

  test('leaves the ends of epochs alone', () => {
    expect(dueEpochs(schedule({ seconds: 2 }), 3)).toEqual([]);
  });

  test('starts afresh with each fit', () => {
    const one = schedule({ seconds: 2 });
    one.begin(0);
    one.batchEnded(1900);
    one.begin(10_000);
    expect([one.batchEnded(11_999), one.batchEnded(12_000)]).toEqual([false, true]);
  });
});

test('a state that is exchanged at any point changes nothing', () => {
  const rules = fc.record({
    period: fc.integer({ min: 1, max: 5 }),
    batches: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  });
  const hooks = fc.array(fc.constantFrom('epoch', 'batch'), { maxLength: 30 });
  const run = (one: SaveSchedule, names: string[]) =>
    names.map((name) => (name === 'epoch' ? one.epochEnded() : one.batchEnded(0)));
  fc.assert(
    fc.property(rules, hooks, fc.nat(30), (given, names, split) => {
      const first = schedule(given);
      const before = run(first, names.slice(0, split));
      const after = run(savedAndResumed(first, given), names.slice(split));
      expect([...before, ...after]).toEqual(run(schedule(given), names));
    }),
  );
});
