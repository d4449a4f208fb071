import { turnClocks } from '../src/time/clocks.js';
import { trainInPairs } from '../src/time/pairs.js';

export const says =
  'clocks are set forward and back between the lives of a training and while it trains; two processes write to the same place';
export const attempts = { short: 2, full: 60 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ attempts, seed, short, tally }) {
  tally.steps.all = 2 * attempts;
  await turnClocks({ attempts, seed, short }, tally);
  await trainInPairs({ attempts, seed }, tally);
}
