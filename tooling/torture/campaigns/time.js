import { turnClocks } from '../src/time/clocks.js';
import { trainInPairs } from '../src/time/pairs.js';

export const says =
  'clocks are set forward and back between the lives of a training and while it trains; two processes write to the same place';
export const attempts = { short: 3, full: 60 };

/** @param {import('../src/tally.js').Order} order */
export async function run({ attempts, seed, tally }) {
  await turnClocks({ attempts, seed }, tally);
  await trainInPairs({ attempts, seed }, tally);
}
