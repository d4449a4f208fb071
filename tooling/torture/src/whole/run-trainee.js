import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('trainee.js', import.meta.url));

/** A life that takes longer hangs. */
const LIMIT_MS = 120_000;

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
 * @typedef {{ aim: import('./aim.js').Aim } | { afterMs: number, signal?: NodeJS.Signals } | { exitAt: number }} Kill
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
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  /** @type {News[]} */
  const news = [];
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let isHung = false;
  const limit = setTimeout(() => {
    isHung = true;
    child.kill('SIGKILL');
  }, LIMIT_MS);
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  createInterface(child.stdout).on('line', (line) => {
    const one = JSON.parse(line);
    if (one.begin && kill && 'afterMs' in kill) timer = setTimeout(() => child.kill(wanted), kill.afterMs);
    news.push(one);
  });
  const [code, signal] = await closed;
  clearTimeout(timer);
  clearTimeout(limit);
  const isKilled = isHung || signal === wanted || (kill !== undefined && 'exitAt' in kill && !news.at(-1)?.end);
  if (code !== 0 && !isKilled) said += ` (exit ${code ?? signal})`;
  return { news, isKilled, isHung, said };
}
