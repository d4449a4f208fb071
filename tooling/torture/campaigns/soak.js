import { soak } from '../src/soak/soak.js';

export const says =
  'all callbacks see a hundred thousand epochs and a million batches, and what they hold must not grow';
export const attempts = { short: 1, full: 1 };

/** @param {import('../src/tally.js').Order} order */
export async function run({ short, tally }) {
  await soak({ short }, tally);
}
