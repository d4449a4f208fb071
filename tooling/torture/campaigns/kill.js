import { killTrainings } from '../src/saves/kills.js';
import { killWholeTrainings } from '../src/whole/kills.js';

export const says =
  'trainings with all callbacks are killed at random moments and at file calls, until they end, and compared with one that ' +
  'was left alone; others, whose checkpoints are looked at after each kill';
export const attempts = { short: 12, full: 1000 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ attempts, seed, short, tally }) {
  tally.steps.all = 2 * attempts;
  await killWholeTrainings({ kills: attempts, seed, short }, tally);
  await killTrainings({ kills: attempts, seed, short }, tally);
}
