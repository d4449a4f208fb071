import { killTrainings } from '../src/saves/kills.js';

export const says = 'trainings are killed at random moments, and what is left of their checkpoints is looked at';
export const attempts = { short: 12, full: 1000 };

/** @param {import('../src/tally.js').Order} order */
export async function run({ attempts, seed, short, tally }) {
  await killTrainings({ kills: attempts, seed, short }, tally);
}
