import { expect, test } from 'vitest';
import { inDirectory } from '../src/temporary-directory.js';
import { finish } from '../src/throws/training.js';
import { jobOf } from '../src/whole/job.js';
import { WholeTraining } from '../src/whole/training.js';

test('what a training comes to does not tell how many others this process has had', { timeout: 120_000 }, async () => {
  const outcome = () =>
    inDirectory((directory) => finish(new WholeTraining({ ...jobOf(0, 2), directory }), { initialEpoch: 0 }));
  const first = await outcome();
  // TensorFlow.js numbers variables, and from the tenth on their names are longer.
  for (let others = 1; others < 11; others++) await outcome();
  expect(await outcome()).toEqual(first);
});
