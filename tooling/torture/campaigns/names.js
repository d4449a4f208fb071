import { useNames } from '../src/names/use-names.js';

export const says = 'metrics, hyperparameters and checkpoints get names that mean harm, in all callbacks';
export const attempts = { short: 1, full: 1 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ tally }) {
  await useNames(tally);
}
