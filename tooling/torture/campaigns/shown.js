import { showDamaged } from '../src/shown/show-damaged.js';

export const says =
  'event files are cut, torn and damaged, a training goes on beside them, and TensorBoard shows what was written before and ' +
  'after';
export const attempts = { short: 40, full: 400 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ attempts, seed, tally }) {
  await showDamaged({ attempts, seed }, tally);
}
