import { describe, expect, test } from 'vitest';
import { rungsUpTo, stopsAtRung } from '../src/schedule/asha.js';
import { medianOf, stopsByMedian } from '../src/schedule/median.js';
import { studies } from './optuna.js';
import { Replay } from './replay.js';

describe('agrees with Optuna 5.0.0, report by report', () => {
  test.each(studies)('$name', ({ rule, direction, told }) => {
    const replay = new Replay(rule, direction);
    for (const [index, event] of told.entries()) {
      if (event.type === 'complete') replay.complete(event.trial);
      else expect([index, replay.report(event.trial, event.step, event.value)]).toEqual([index, event.pruned]);
    }
  });

  test('the recording has what could go wrong', () => {
    const reports = studies.flatMap(({ rule, told }) => told.map((event) => ({ rule: rule.type, ...event })));
    for (const rule of ['asha', 'median']) {
      const of = reports.filter((one) => one.rule === rule && one.type === 'report');
      expect(of.filter((one) => one.type === 'report' && one.pruned).length).toBeGreaterThan(50);
      expect(of.filter((one) => one.type === 'report' && !one.pruned).length).toBeGreaterThan(200);
      expect(of.some((one) => one.type === 'report' && Number.isNaN(one.value))).toBe(true);
    }
  });
});

/** Of `python/ray/tune/tests/test_trial_scheduler.py`: rewards of two trials that all go on. */
function asInRay(replay: Replay): void {
  for (let step = 1; step < 10; step++) expect(replay.report(1, step, step * 100)).toBe(false);
  for (let step = 1; step < 5; step++) expect(replay.report(2, step, 450)).toBe(false);
}

describe("the numbers of Ray's tests", () => {
  test('ASHA stops a trial below the best half', () => {
    const replay = new Replay({ type: 'asha', minEpochs: 1, reductionFactor: 2 }, 'max');
    asInRay(replay);
    expect(replay.report(3, 1, 260)).toBe(true);
    expect(replay.report(4, 2, 260)).toBe(true);
  });

  test('ASHA leaves trials alone before the first rung', () => {
    const replay = new Replay({ type: 'asha', minEpochs: 3, reductionFactor: 3 }, 'max');
    asInRay(replay);
    expect([1, 2, 3].map((step) => replay.report(3, step, 10))).toEqual([false, false, true]);
  });

  test('ASHA lets equal trials go on together, and stops worse ones', () => {
    const replay = new Replay({ type: 'asha', minEpochs: 1, reductionFactor: 2 }, 'max');
    for (let trial = 1; trial <= 5; trial++) expect(replay.report(trial, 1, 10)).toBe(false);
    expect([5, 4, 2].map((value, index) => replay.report(6 + index, 1, value))).toEqual([true, true, true]);
  });

  test('ASHA stops all but the best of trials that report falling values', () => {
    const replay = new Replay({ type: 'asha', minEpochs: 1, reductionFactor: 2 }, 'max');
    expect([10, 8, 6, 4].map((value, index) => replay.report(index + 1, 2, value))).toEqual([false, true, true, true]);
    expect([4, 8].map((step) => replay.report(1, step, 10))).toEqual([false, false]);
  });

  test('the median rule waits for the warmup, and for so many completed trials', () => {
    const replay = new Replay({ type: 'median', startupTrials: 2, warmupEpochs: 3 }, 'max');
    asInRay(replay);
    replay.complete(1);
    expect(replay.report(3, 4, 10)).toBe(false);
    replay.complete(2);
    expect([1, 2, 3].map((step) => replay.report(4, step, 10))).toEqual([false, false, true]);
  });
});

describe('ASHA', () => {
  test('has rungs at the first one times the powers of the factor', () => {
    const rule = { minEpochs: 3, reductionFactor: 4 };
    expect([2, 3, 11, 12, 48].map((step) => rungsUpTo(step, rule))).toEqual([[], [3], [3], [3, 12], [3, 12, 48]]);
  });

  test('has the best go on while trials are too few for a part of them', () => {
    const rule = { minEpochs: 1, reductionFactor: 4 };
    expect(stopsAtRung([], 5, rule)).toBe(false);
    expect(stopsAtRung([5, 5], 5, rule)).toBe(false);
    expect(stopsAtRung([5], 5.1, rule)).toBe(true);
    expect(stopsAtRung([1, 2, 3, 4, 5, 6], 2, rule)).toBe(true);
    expect(stopsAtRung([1, 2, 3, 4, 5, 6, 7], 2, rule)).toBe(false);
  });

  test('takes the rungs of seven trials as Optuna does in its own test', () => {
    const rule = { minEpochs: 7, reductionFactor: 2 };
    const others = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7].map((value) => -value);
    expect([0.75, 0.25, 0.05].map((value) => stopsAtRung(others, -value, rule))).toEqual([false, true, true]);
  });

  test('stops NaN even where it is alone', () => {
    expect(stopsAtRung([], Number.NaN, { minEpochs: 1, reductionFactor: 4 })).toBe(true);
  });
});

test('the median leaves out NaN, and lies between the two in the middle', () => {
  expect(medianOf([])).toBeNaN();
  expect(medianOf([3, Number.NaN, 1])).toBe(2);
  expect(medianOf([3, 1, 2])).toBe(2);
  expect(medianOf([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  expect(medianOf([Number.NEGATIVE_INFINITY, 1])).toBeNaN();
  expect(stopsByMedian([Number.NaN, 2], [1, 3], 'min')).toBe(false);
  expect(stopsByMedian([2.1], [1, 3], 'min')).toBe(true);
  expect(stopsByMedian([1.9], [1, 3], 'max')).toBe(true);
  expect(stopsByMedian([Number.NaN], [Number.NaN], 'max')).toBe(true);
});
