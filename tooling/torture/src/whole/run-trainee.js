import { fileURLToPath } from 'node:url';
import { bundleOf } from '../bundle.js';
import { runWatched } from '../run-watched.js';

const SCRIPT = fileURLToPath(new URL('trainee.js', import.meta.url));

/** Who is silent for longer hangs, on a computer that is busy. */
const LONGEST_MS = 120_000;

/**
 * What a process says: that it begins, where it goes on, which epoch the backup goes on with, that hooks of training's end
 * begin, and how training has ended.
 *
 * @typedef {object} News
 * @property {true} [begin]
 * @property {{ initialEpoch: number, initialBatch?: number }} [place]
 * @property {number} [epoch]
 * @property {true} [ending]
 * @property {object} [end]
 * @property {Record<string, number>} [calls] of files, by kind
 */

/**
 * How to end a process: at a file call; so many milliseconds after all is imported, by `SIGKILL` or another signal; or by
 * itself, when so many batches have ended.
 *
 * @typedef {{ aim: import('../saves/aim.js').Aim } | { afterMs: number, signal?: NodeJS.Signals } | { exitAt: number }} Kill
 */

/**
 * Goes on with a training in another process.
 *
 * @param {import('./job.js').Job} job
 * @param {Kill} [kill] how it is to end
 * @param {import('./world.js').World} [world] where it lives; in the real one if left out
 * @returns {Promise<{ news: News[], isKilled: boolean, isHung: boolean, said: string }>} `said` is what it said besides
 */
export async function runTrainee(job, kill, world) {
  const wanted = kill && 'afterMs' in kill ? (kill.signal ?? 'SIGKILL') : 'SIGKILL';
  const args = [job, kill ?? null, world ?? null].map((one) => JSON.stringify(one));
  /** @type {News[]} */
  const news = [];
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const { isHung, status, stderr } = await runWatched(
    [bundleOf(SCRIPT), ...args],
    { longestMs: LONGEST_MS },
    (one, child) => {
      if (one.begin && kill && 'afterMs' in kill) timer = setTimeout(() => child.kill(wanted), kill.afterMs);
      news.push(one);
    },
  );
  clearTimeout(timer);
  const isKilled = isHung || status === wanted || (kill !== undefined && 'exitAt' in kill && !news.at(-1)?.end);
  return { news, isKilled, isHung, said: status === 0 || isKilled ? stderr : `${stderr} (exit ${status})` };
}
