import { Monitor } from '@cb/core/monitor';
import { describe, expect, test } from 'vitest';
import { SaveDecision } from '../src/save-decision.js';

/** The values that are saved, as `fit` would ask: due, wanted, written. */
function saved(decision: SaveDecision, values: (number | undefined)[], fails: (number | undefined)[] = []) {
  return values.filter((value) => {
    const save = decision.due() && decision.wants(value);
    if (save && !fails.includes(value)) decision.written(value);
    return save;
  });
}

const lower = new Monitor('loss', 'min');
const higher = new Monitor('acc', 'max');

describe('every epoch', () => {
  test('is saved without a monitor, missing metric or not, and there is no best', () => {
    const decision = new SaveDecision(1, undefined);
    expect(saved(decision, [3, undefined, Number.NaN, 5])).toEqual([3, undefined, Number.NaN, 5]);
    expect(decision.best).toBeUndefined();
  });
});

describe('the best', () => {
  test('is what is strictly lower or higher than all before', () => {
    expect(saved(new SaveDecision(1, lower), [3, 3, 2, 4, 2, 1.9])).toEqual([3, 2, 1.9]);
    expect(saved(new SaveDecision(1, higher), [3, 3, 2, 4, 4, 5])).toEqual([3, 4, 5]);
  });

  test('is never NaN, the infinity of the worse side, or missing', () => {
    const decision = new SaveDecision(1, lower);
    expect(saved(decision, [Number.NaN, Number.POSITIVE_INFINITY, undefined, 7, Number.NaN])).toEqual([7]);
    expect(decision.best).toBe(7);
  });

  test('is not what could not be written', () => {
    const decision = new SaveDecision(1, lower);
    expect(saved(decision, [5, 1, 4, 3], [1])).toEqual([5, 1, 4, 3]);
    expect(decision.best).toBe(3);
  });
});

describe('the period', () => {
  test('lets every n-th epoch through, and does not look at the others', () => {
    expect(saved(new SaveDecision(3, undefined), [1, 2, 3, 4, 5, 6, 7])).toEqual([3, 6]);
    expect(saved(new SaveDecision(2, lower), [1, 9, 1, 8, 1, 8])).toEqual([9, 8]);
  });

  test('counts from the last epoch that was due, also when it was not saved', () => {
    expect(saved(new SaveDecision(2, lower), [9, 5, 9, 6, 4, 9, 9, 4])).toEqual([5, 4]);
  });
});

test('a state taken over goes on with the best and in the middle of a period', () => {
  const first = new SaveDecision(3, lower);
  saved(first, [9, 9, 5, 1]);
  const second = new SaveDecision(3, lower);
  second.resume(JSON.parse(JSON.stringify(first.save())));
  expect(second.best).toBe(5);
  expect(saved(second, [2, 6, 1, 1, 4])).toEqual([4]);
});
