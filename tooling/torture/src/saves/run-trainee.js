import { fileURLToPath } from 'node:url';
import { bundleOf } from '../bundle.js';
import { runWatched } from '../run-watched.js';

const SCRIPT = fileURLToPath(new URL('trainee.js', import.meta.url));

/** Who is silent for longer hangs, on a computer that is busy. */
const LONGEST_MS = 120_000;

/** When a training is killed: so many milliseconds after it has begun, or by itself at a file call. @typedef {{ afterMs: number } | { aim: import('./aim.js').Aim }} Kill */

/**
 * `training` comes first, when all is imported. When training has begun, `leftovers` are what earlier trainings have left
 * for good, and `empty` are empty directories.
 *
 * @typedef {import('./promised.js').News & { training?: true, leftovers?: string[], empty?: string[] }} TraineeNews
 */

/**
 * Trains in another process, and kills it, unless it has ended by then.
 *
 * @param {import('./training.js').Job} job
 * @param {Kill | undefined} kill
 * @param {(news: TraineeNews) => void} onNews what the training says
 */
export async function runTrainee(job, kill, onNews) {
  const aim = kill && 'aim' in kill ? kill.aim : null;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const { isHung, status, stderr } = await runWatched(
    [bundleOf(SCRIPT), JSON.stringify(job), JSON.stringify(aim)],
    { longestMs: LONGEST_MS },
    (/** @type {TraineeNews} */ news, child) => {
      if (news.training && kill && 'afterMs' in kill) timer = setTimeout(() => child.kill('SIGKILL'), kill.afterMs);
      onNews(news);
    },
  );
  clearTimeout(timer);
  return { isKilled: status === 'SIGKILL', isHung, stderr };
}
