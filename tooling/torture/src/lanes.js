import { availableParallelism } from 'node:os';

/**
 * Does something with each item, with several at the same time: as many as there are processors. A short campaign leaves most
 * of them to who else is at work.
 *
 * @template Item
 * @param {Iterable<Item>} items one is asked for when there is room for it
 * @param {{ short: boolean }} options
 * @param {(item: Item) => Promise<void>} action
 */
export async function inLanes(items, { short }, action) {
  const length = short ? 2 : availableParallelism();
  const left = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = left.next(); !next.done; next = left.next()) await action(next.value);
  };
  await Promise.all(Array.from({ length }, lane));
}

/**
 * So many whole numbers, from one on.
 *
 * @param {number} first
 * @param {number} count
 */
export function* numbersFrom(first, count) {
  for (let index = 0; index < count; index++) yield first + index;
}
