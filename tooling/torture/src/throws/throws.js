import { fileURLToPath } from 'node:url';
import { bundleOf } from '../bundle.js';
import { inLanes, numbersFrom } from '../lanes.js';
import { runWatched } from '../run-watched.js';
import { places } from './places.js';

const SCRIPT = fileURLToPath(new URL('turn.js', import.meta.url));

/** In milliseconds: how long one place may take on a computer that is busy. */
const LONGEST = 180_000;

/**
 * Throws in the middle of trainings with all callbacks, at each place.
 *
 * @param {{ attempts: number, seed: number, short: boolean }} options `attempts` at each place
 * @param {import('../tally.js').Tally} tally
 */
export async function throwEverywhere({ attempts, seed, short }, tally) {
  await inLanes(numbersFrom(seed, attempts), { short }, async (turn) => {
    let isDone = false;
    const { isHung, status, stderr } = await runWatched(
      [bundleOf(SCRIPT), String(turn)],
      { longestMs: LONGEST },
      ({ where, faults, done }) => {
        isDone ||= done === true;
        if (faults === undefined) return;
        tally.attempts++;
        // Once before a training that goes on, and once before the next of the same callbacks.
        tally.faults += 2;
        for (const fault of faults) tally.note('wrong', `throws: ${where}: ${fault}`);
      },
    );
    if (isHung) tally.note('hung', `throws: turn ${turn}: no end after ${LONGEST / 1000} s`);
    else if (!isDone || status !== 0 || stderr !== '')
      tally.note('wrong', `throws: turn ${turn}: the process ends with ${status}: ${stderr.slice(-500)}`);
    tally.steps.done++;
  });
  tally.remarks.push(
    `${places().length} places: hooks of a callback before ours, between them and behind them; a layer; batches`,
  );
}
