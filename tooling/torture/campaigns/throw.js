import { interceptFiles } from '../src/saves/intercept-files.js';
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
  // The power stays on: nothing need wait for the disk.
  const stop = interceptFiles(
    async ({ kind }, proceed) => (kind === 'fsync' ? undefined : proceed()),
    (_call, proceed) => proceed(),
  );
  try {
    await throwEverywhere({ attempts, seed }, tally);
  } finally {
    stop();
  }
  await interruptTrainings({ attempts, seed, short }, tally);
}
