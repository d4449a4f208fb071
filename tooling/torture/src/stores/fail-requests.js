import { randomNumbers } from '@cb-tooling/backend/random';
import { findServer, startServer } from '@cb-tooling/object-store';
import { playScene } from './scene.js';

/** @typedef {import('@cb-tooling/object-store').Fault} Fault */

/** @type {readonly import('./scene.js').Kind[]} */
const KINDS = ['checkpoint', 'backup'];

/** @type {readonly Fault[]} */
const FAULTS = ['drop', 'unheard', 'truncate', 'delay', 403, 412, 500, 503];

/** All that a training may warn of here. */
const EXPECTED = /^objectStore: cannot remove "s3:\/\/training\/[^"]+" \([^()]+\)\. [A-Z].*\.$/;

/**
 * Makes each request of a training fail in each way, one in each training, and looks at what becomes of it.
 *
 * @param {{ attempts: number, seed: number }} options at most so many are made, drawn by the seed
 * @param {import('../tally.js').Tally} tally
 */
export async function failRequests({ attempts, seed }, tally) {
  const found = findServer();
  if ('reason' in found) throw new Error(found.reason);
  const server = await startServer(found.program);
  let errors = 0;
  const { warn } = console;
  console.warn = (/** @type {string} */ text) => {
    if (!EXPECTED.test(text)) tally.note('wrong', `a warning: ${text}`);
  };
  try {
    const all = [];
    for (const kind of KINDS) {
      const { requests } = await playScene(server, { kind, root: `${kind} without a fault` });
      for (const fault of FAULTS) for (let nth = 0; nth < requests; nth++) all.push({ kind, fault, nth });
    }
    const some = drawn(all, attempts, seed);
    tally.steps.all = some.length;
    for (const { kind, fault, nth } of some) {
      const root = `${kind} ${fault} ${nth}`;
      const { request, error, harms } = await playScene(server, { kind, fault, nth, root });
      tally.attempts++;
      tally.faults++;
      tally.steps.done++;
      if (error !== undefined) errors++;
      for (const { harm, what } of harms) tally.note(harm, `${root} (${request}): ${what}`);
    }
  } finally {
    console.warn = warn;
    await server.stop();
  }
  tally.remarks.push(`${errors} faults ended in an error of the training, the others did not matter to it`);
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {number} most
 * @param {number} seed
 * @returns {Item[]} so many of them, in their order
 */
function drawn(items, most, seed) {
  const random = randomNumbers(seed);
  const marked = items.map((item, index) => ({ item, index, mark: random() })).sort((a, b) => a.mark - b.mark);
  return marked
    .slice(0, most)
    .sort((a, b) => a.index - b.index)
    .map(({ item }) => item);
}
