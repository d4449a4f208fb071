// @ts-check

/**
 * The same items in random order (Fisher and Yates).
 *
 * @template Item
 * @param {readonly Item[]} items
 * @param {() => number} random
 */
export function shuffled(items, random) {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const moved = /** @type {Item} */ (result[other]);
    result[other] = /** @type {Item} */ (result[last]);
    result[last] = moved;
  }
  return result;
}
