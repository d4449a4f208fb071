import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inLanes, numbersFrom } from '../src/lanes.js';

/** How many are at work at the most, and what is worked on, in order. */
async function work(short: boolean, count: number) {
  const items: number[] = [];
  let [atWork, most] = [0, 0];
  await inLanes(numbersFrom(5, count), { short }, async (item) => {
    items.push(item);
    most = Math.max(most, ++atWork);
    await setImmediate();
    atWork--;
  });
  return { items, most };
}

test('does something with each item once, with as many at a time as there are processors', async () => {
  const { items, most } = await work(false, 100);
  expect(items).toEqual(Array.from({ length: 100 }, (_, index) => 5 + index));
  expect(most).toBe(availableParallelism());
});

test('does two at a time in a short campaign', async () => {
  expect(await work(true, 3)).toEqual({ items: [5, 6, 7], most: 2 });
});

test('asks for an item when there is room for it', async () => {
  let done = 0;
  const items = function* () {
    while (done < 3) yield done;
  };
  await inLanes(items(), { short: true }, async () => {
    await setImmediate();
    done++;
  });
  expect(done).toBe(4);
});

test('ends with the error of an action', async () => {
  await expect(
    inLanes([1, 2], { short: true }, async () => {
      throw new Error('none');
    }),
  ).rejects.toThrow('none');
});
