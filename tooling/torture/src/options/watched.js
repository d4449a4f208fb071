/**
 * The same options, watched: how often each value in them is read, also in what is in them, and whether any is when they
 * are closed.
 *
 * @template {object} Options
 * @param {Options} options
 */
export function watched(options) {
  /** @type {Map<string, number>} */
  const reads = new Map();
  let isClosed = false;
  /** @type {Set<string>} */
  const late = new Set();
  const note = (/** @type {string} */ path) => {
    if (isClosed) late.add(path);
  };
  const around = (/** @type {any} */ value, /** @type {string} */ path) => {
    if (!isPlain(value)) return value;
    return new Proxy(value, {
      get(target, key, receiver) {
        const inner = Reflect.get(target, key, receiver);
        if (typeof key === 'symbol' || typeof inner === 'function' || key === 'length') return inner;
        const place = `${path}.${key}`;
        note(place);
        reads.set(place, (reads.get(place) ?? 0) + 1);
        return around(inner, place);
      },
      has(target, key) {
        note(`${path}.${String(key)}`);
        return Reflect.has(target, key);
      },
      ownKeys(target) {
        note(path);
        return Reflect.ownKeys(target);
      },
    });
  };
  return {
    options: /** @type {Options} */ (around(options, 'options')),
    close: () => {
      isClosed = true;
    },
    /** What was read twice, so that two answers could differ. */
    twice: () => [...reads].filter(([, count]) => count > 1).map(([path]) => path),
    late,
  };
}

/** Whether somebody may have written it down as an option: no tensor, no callback. @param {unknown} value */
function isPlain(value) {
  return Array.isArray(value) || (value instanceof Object && Object.getPrototypeOf(value) === Object.prototype);
}
