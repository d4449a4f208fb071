import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { inDirectory } from '../temporary-directory.js';
import { runWorker } from './run-worker.js';

/** Processes that read files at the same time; the short campaign leaves the others to who else is at work. */
const WORKERS = Math.min(4, availableParallelism());

/**
 * Reads damaged files of every kind.
 *
 * @param {{ attempts: number, seed: number, short: boolean }} options
 * @param {import('../tally.js').Tally} tally
 */
export async function damageFiles({ attempts, seed, short }, tally) {
  const step = short ? 1 : WORKERS;
  const all = await inDirectory((root) => {
    return Promise.all(
      Array.from({ length: step }, (_, first) => {
        const directory = join(root, String(first));
        mkdirSync(directory);
        return runWorker({ directory, seed, first, step, end: attempts }, tally);
      }),
    );
  });
  const sum = (/** @type {string} */ name) => all.reduce((total, ends) => total + Number(ends[name]), 0);
  tally.remarks.push(
    `${sum('refused')} files were refused, ${sum('right')} gave what was written, ${sum('other')} something else, as a ` +
      'forged file may, and one in which nothing tells',
  );
}
