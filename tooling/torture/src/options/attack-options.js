import { fileURLToPath } from 'node:url';
import { runWatched } from '../run-watched.js';
import { SUBJECTS } from './subjects.js';

const SCRIPT = fileURLToPath(new URL('worker.js', import.meta.url));

/** In milliseconds: how long one option may take on a computer that is busy. */
const LONGEST = 60_000;

/**
 * Hands what no option can be to all that takes options.
 *
 * @param {{ short: boolean }} options whether every ninth value of each option is enough
 * @param {import('../tally.js').Tally} tally
 */
export async function attackOptions({ short }, tally) {
  let refused = 0;
  for (const [index, { name }] of SUBJECTS.entries()) {
    let [where, isDone] = ['the beginning', false];
    const { isHung, status, stderr } = await runWatched(
      [SCRIPT, String(index), short ? '9' : '1'],
      { longestMs: LONGEST },
      (said) => {
        isDone ||= said.done === true;
        where = said.begins ?? where;
        if (said.faults === undefined) return;
        tally.attempts++;
        tally.faults++;
        if (said.isRefused) refused++;
        for (const fault of said.faults) tally.note('wrong', `${name}, ${where}: ${fault}`);
      },
    );
    if (isHung) tally.note('hung', `${name}, ${where}: no end after ${LONGEST / 1000} s`);
    else if (!isDone) tally.note('wrong', `${name}, ${where}: the process ends with ${status}: ${stderr.slice(-500)}`);
  }
  tally.remarks.push(`${refused} were refused, the others could be used`);
}
