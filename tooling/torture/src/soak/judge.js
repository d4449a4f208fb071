/**
 * What a process held when an epoch was over: bytes, and how many tensors and handles.
 *
 * @typedef {{ epoch: number, heap: number, arrayBuffers: number, external: number, rss: number, tensors: number,
 *   handles: number }} Sample
 */

/** The most bytes by which a number may grow in an epoch. @typedef {{ heap: number, arrayBuffers: number, rss: number }} Bounds */

/** Handles that come and go, such as that of a save which is going on. */
const HANDLES_AT_WORK = 4;

/** The share of the samples after which all is compiled, and all tables have their size. */
const WARM = 0.4;

/**
 * What grows, and should not.
 *
 * @param {readonly Sample[]} samples
 * @param {Bounds} bounds
 * @returns {string[]}
 */
export function growthIn(samples, bounds) {
  const warm = samples.slice(Math.floor(samples.length * WARM));
  const half = Math.ceil(warm.length / 2);
  const most = (/** @type {readonly Sample[]} */ some, /** @type {'tensors' | 'handles'} */ name) =>
    Math.max(...some.map((sample) => sample[name]));
  const faults = [];
  for (const [name, slack] of /** @type {const} */ ([
    ['tensors', 0],
    ['handles', HANDLES_AT_WORK],
  ])) {
    const [early, late] = [most(warm.slice(0, half), name), most(warm.slice(half), name)];
    if (late > early + slack) faults.push(`${name} grow from ${early} to ${late}`);
  }
  for (const name of /** @type {const} */ (['heap', 'arrayBuffers', 'rss'])) {
    const slope = slopeOf(warm, name);
    if (slope > bounds[name]) faults.push(`${name} grows by ${slope.toFixed(2)} bytes an epoch`);
  }
  return faults;
}

/**
 * The slope of most pairs (Theil and Sen): single samples do not count.
 *
 * @param {readonly Sample[]} samples
 * @param {'heap' | 'arrayBuffers' | 'rss'} name
 */
export function slopeOf(samples, name) {
  const slopes = samples.flatMap((a, index) =>
    samples.slice(index + 1).map((b) => (b[name] - a[name]) / (b.epoch - a.epoch)),
  );
  slopes.sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}

/**
 * What one process holds more than another did at the same epochs.
 *
 * @param {readonly Sample[]} samples
 * @param {readonly Sample[]} measure
 * @returns {Sample[]}
 */
export function beyond(samples, measure) {
  return samples.map((sample, index) => {
    const names = /** @type {const} */ (['heap', 'arrayBuffers', 'external', 'rss', 'tensors', 'handles']);
    const differences = names.map((name) => [name, sample[name] - Number(measure[index]?.[name])]);
    return { ...sample, ...Object.fromEntries(differences) };
  });
}
