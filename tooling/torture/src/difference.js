/**
 * Where two values that JSON can hold first differ, in words.
 *
 * @param {any} expected
 * @param {any} found
 * @returns {string | undefined} nothing when they are equal
 */
export function differenceOf(expected, found, where = '') {
  const isObject = (/** @type {unknown} */ one) => typeof one === 'object' && one !== null;
  if (!isObject(expected) || !isObject(found)) {
    if (Object.is(expected, found)) return undefined;
    return `${where.slice(1)} is ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
  }
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const difference = differenceOf(expected[name], found[name], `${where}.${name}`);
    if (difference) return difference;
  }
  return undefined;
}
