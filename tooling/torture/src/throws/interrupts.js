import { inLanes, numbersFrom } from '../lanes.js';
import { BATCHES } from '../whole/feeds.js';
import { Trial } from '../whole/kills.js';

const SIZE = { epochs: 8, ofLife: 4 };

/**
 * Ends trainings by Ctrl-C, by SIGTERM and by `process.exit()`, again and again until they are over. What they come to must
 * be what one comes to that is left alone, and the checkpoint that a signal has had written must be whole.
 *
 * @param {{ attempts: number, seed: number, short: boolean }} options
 * @param {import('../tally.js').Tally} tally
 */
export async function interruptTrainings({ attempts, seed, short }, tally) {
  const counts = { ended: 0, again: 0, aimed: 0, epochs: 0 };
  /** @type {NonNullable<import('../whole/kills.js').Lives['killOf']>} */
  const killOf = (random, ms) => {
    const [which, share] = [random(), (random() * SIZE.ofLife) / SIZE.epochs];
    if (which < 0.3) return { exitAt: 1 + Math.floor(share * SIZE.epochs * BATCHES) };
    return { afterMs: share * ms, signal: which < 0.7 ? 'SIGINT' : 'SIGTERM' };
  };
  const before = tally.faults;
  await inLanes(numbersFrom(seed, attempts), { short }, async (turn) => {
    await new Trial(turn, SIZE, tally, counts, { killOf, savesOnInterrupt: turn % 2 === 0 }).run();
    tally.steps.done++;
  });
  tally.remarks.push(
    `${counts.ended} trainings ended by ${tally.faults - before} signals and calls of process.exit() until they were over, ` +
      'and compared with others',
  );
}
