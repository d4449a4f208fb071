import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('trainee.js', import.meta.url));

/**
 * `training` comes first, when all is imported. When training has begun, `leftovers` are what earlier trainings have left
 * for good, and `empty` are empty directories.
 *
 * @typedef {import('./promised.js').News & { training?: true, leftovers?: string[], empty?: string[] }} TraineeNews
 */

/**
 * Trains in another process, and kills it some time after it has begun, unless it has ended by then.
 *
 * @param {import('./training.js').Job} job
 * @param {number} killAfterMs
 * @param {(news: TraineeNews) => void} onNews what the training says
 */
export async function runTrainee(job, killAfterMs, onNews) {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => {
    const news = JSON.parse(line);
    if (news.training && Number.isFinite(killAfterMs)) timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    onNews(news);
  });
  const [, signal] = await closed;
  clearTimeout(timer);
  return { isKilled: signal === 'SIGKILL', stderr };
}
