// node turn.js TURN: throws at each place, and says on stdout what was wrong then, a line of JSON for each.
import { writeSync } from 'node:fs';
import { interceptFiles } from '../saves/intercept-files.js';
import { jobOf } from '../whole/job.js';
import { faultsInThrows, Outcomes } from './faults-in-throw.js';
import { Listener } from './listener.js';
import { places } from './places.js';

const EPOCHS = 6;

/** So many jobs are tried in a turn, and others in the next. */
const JOBS = 6;

const report = (/** @type {object} */ news) => writeSync(1, `${JSON.stringify(news)}\n`);

// The power stays on: nothing need wait for the disk.
interceptFiles(
  async ({ kind }, proceed) => (kind === 'fsync' ? undefined : proceed()),
  (_call, proceed) => proceed(),
);

const turn = Number(process.argv[2]);
const outcomes = new Outcomes();
for (const [index, place] of places().entries()) {
  const job = jobOf(turn * JOBS + (index % JOBS), EPOCHS);
  // With arrays nobody is asked for a batch.
  if (place.by === 'batch' && job.feed === 'arrays') job.feed = 'dataset';
  const listener = new Listener();
  const faults = await faultsInThrows(job, place, outcomes).finally(() => listener.stop());
  const where = `${JSON.stringify({ turn, ...place })}, ${JSON.stringify(job)}`;
  report({ where, faults: [...faults, ...listener.heard] });
}
report({ done: true });
