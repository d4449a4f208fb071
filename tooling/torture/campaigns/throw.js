import { interruptTrainings } from '../src/throws/interrupts.js';
import { throwEverywhere } from '../src/throws/throws.js';

export const says =
  'something is thrown in each hook, in the model and by the data; then others go on from the backup, and the same callbacks ' +
  'train once more; processes end by signals, and by themselves';
export const attempts = { short: 1, full: 12 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ attempts, seed, short, tally }) {
  tally.steps.all = 2 * attempts;
  await throwEverywhere({ attempts, seed, short }, tally);
  await interruptTrainings({ attempts, seed, short }, tally);
}
