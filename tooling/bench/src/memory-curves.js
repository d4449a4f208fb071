// @ts-check
import { median } from './statistics.js';

/** @typedef {import('./memory.js').Memory} Memory */

/** By how much it may grow: megabytes, or a number. */
const MAY_GROW = /** @type {const} */ ({ heap: 1, 'array buffers': 1, tensors: 0, 'open files': 0 });

/**
 * How memory grew, as plots and goals. What is there after a fifth counts as what the program needs anyway.
 *
 * @param {string} size what grows
 * @param {readonly [number, Memory][]} samples
 * @param {Record<string, [number, number][]>} [peers] the bytes of the processes of peers that do the same
 * @returns {{ growths: import('./measure.js').Growth[], goals: import('./measure.js').Goal[] }}
 */
export function memoryCurves(size, samples, peers = {}) {
  const line = (/** @type {string} */ who, /** @type {(memory: Memory) => number} */ pick) => ({
    who,
    points: samples.map(([at, memory]) => /** @type {[number, number]} */ ([at, pick(memory)])),
  });
  const heap = [
    line('heap', ({ heap }) => heap / 1e6),
    line('array buffers', ({ arrayBuffers }) => arrayBuffers / 1e6),
  ];
  const process = [
    line('process', ({ rss }) => rss / 1e6),
    ...Object.entries(peers).map(([who, points]) => ({ who, points: points.map(inMegabytes) })),
  ];
  const counts = [line('tensors', ({ tensors }) => tensors), line('open files', ({ files }) => files)];
  const goals = Object.entries(MAY_GROW).map(([who, atMost]) => {
    const points = [...heap, ...counts].find((one) => one.who === who)?.points ?? [];
    const fifth = Math.ceil(points.length / 5);
    const typical = (/** @type {number} */ from, /** @type {number} */ to) =>
      median(points.slice(from, to).map(([, y]) => y));
    const value = typical(-fifth, points.length) - typical(fifth, 2 * fifth);
    return {
      says: `${who}: last fifth of ${points.at(-1)?.[0]} ${size}, less second`,
      value,
      unit: atMost > 0 ? 'MB' : '',
      atMost,
    };
  });
  return {
    growths: [
      { name: 'memory in use', size, unit: 'MB', lines: heap },
      { name: 'memory of the process', size, unit: 'MB', lines: process },
      { name: 'tensors and open files', size, unit: '', lines: counts },
    ],
    goals,
  };
}

/** @param {[number, number]} point @returns {[number, number]} */
function inMegabytes([at, bytes]) {
  return [at, bytes / 1e6];
}
