import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWatched } from '../run-watched.js';

const SCRIPT = fileURLToPath(new URL('worker.js', import.meta.url));

/** How long one file may take, and a process to begin, on a computer that is busy. */
const [LONGEST_MS, LONGEST_BEGIN_MS] = [60_000, 300_000];

/** In MiB, of JavaScript's objects: without a bound a leak would not be seen. */
const MOST_OBJECTS = 400;

/**
 * Has damaged files read by processes of their own, one after another: a process that crashes or hangs is followed by one
 * that goes on behind the file that did it.
 *
 * @param {import('./worker.js').Job} job
 * @param {import('../tally.js').Tally} tally
 * @returns {Promise<Record<string, number>>} how reading the files ended
 */
export async function runWorker(job, tally) {
  /** @type {Record<string, number>} */
  const ends = { refused: 0, right: 0, other: 0 };
  for (let { first } = job; first < job.end; ) {
    const directory = join(job.directory, String(first));
    mkdirSync(directory);
    const { last, outcome } = await runOnce({ ...job, directory, first }, tally, ends);
    if (outcome === undefined) break;
    if (last === undefined) throw new Error(`bytes: a process that reads files could not begin: ${outcome.what}`);
    tally.note(
      outcome.isHung ? 'hung' : 'wrong',
      `file ${last.number} of seed ${job.seed} (${last.what}): ${outcome.what}`,
    );
    first = last.number + job.step;
  }
  return ends;
}

/**
 * @param {import('./worker.js').Job} job
 * @param {import('../tally.js').Tally} tally
 * @param {Record<string, number>} ends
 */
async function runOnce(job, tally, ends) {
  let isDone = false;
  /** @type {{ number: number, what: string } | undefined} */
  let last;
  const { isHung, status, stderr } = await runWatched(
    [`--max-old-space-size=${MOST_OBJECTS}`, SCRIPT, JSON.stringify(job)],
    { longestMs: LONGEST_MS, longestBeginMs: LONGEST_BEGIN_MS },
    ({ number, what, fault, end, done }) => {
      if (what !== undefined) {
        last = { number, what };
        tally.attempts++;
        tally.faults++;
      }
      if (fault !== undefined) tally.note('wrong', `file ${number} of seed ${job.seed} (${last?.what}): ${fault}`);
      if (end !== undefined) ends[end] = Number(ends[end]) + 1;
      isDone ||= done === true;
    },
  );
  const what = isHung
    ? `no end after ${LONGEST_MS / 1000} s`
    : `the process ends with ${status}: ${stderr.slice(-500)}`;
  return { last, outcome: isDone && status === 0 && stderr === '' ? undefined : { isHung, what } };
}
