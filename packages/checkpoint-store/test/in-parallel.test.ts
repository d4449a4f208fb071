import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inParallel } from '../src/in-parallel.js';

test('results come in the order of the items, and no more are worked on than so many', async () => {
  let working = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++working);
    await sleep(30 - item * 5);
    working--;
    return item * 10;
  };
  expect(await inParallel([1, 2, 3, 4, 5], 2, work)).toEqual([10, 20, 30, 40, 50]);
  expect(most).toBe(2);
});

test('after an error nothing is begun, and what was begun has ended', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await sleep(item === 1 ? 1 : 20);
    if (item === 1) throw new Error('the first fails');
    ended.push(item);
  };
  await expect(inParallel([1, 2, 3, 4], 2, work)).rejects.toThrow('the first fails');
  expect(begun).toEqual([1, 2]);
  expect(ended).toEqual([2]);
});

test('an error of the items themselves is one too', async () => {
  async function* items() {
    yield 1;
    throw new Error('there is no second');
  }
  await expect(inParallel(items(), 4, async () => {})).rejects.toThrow('there is no second');
});
