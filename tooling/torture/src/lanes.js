import { availableParallelism } from 'node:os';

/**
 * Does the same several times at once, in as many lanes as there are processors. A short campaign leaves most of them to who
 * else is at work.
 *
 * @param {{ short?: boolean }} options
 * @param {() => Promise<void>} lane
 */
export async function inLanes({ short = false }, lane) {
  const length = short ? 2 : availableParallelism();
  await Promise.all(Array.from({ length }, lane));
}
