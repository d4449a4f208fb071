import { fileURLToPath } from 'node:url';
import { runAttack } from '../run-attack.js';
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
    refused += await runAttack(name, [SCRIPT, String(index), short ? '9' : '1'], { longestMs: LONGEST }, tally);
  }
  tally.remarks.push(`${refused} were refused, the others could be used`);
}
