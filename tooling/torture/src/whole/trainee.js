// node trainee.js JOB [KILL|null [WORLD]]: goes on with a training with all callbacks, and says on stdout how far it is, a line
// of JSON for each thing. A KILL may have it kill itself, a WORLD has a clock of its own.
import { writeSync } from 'node:fs';
import { Callback } from '@cb-tooling/backend/tf';
import { killAt } from '../saves/aim.js';
import { endOf } from './ended.js';
import { WholeTraining } from './training.js';
import { enter } from './world.js';

const report = (/** @type {object} */ news) => writeSync(1, `${JSON.stringify(news)}\n`);
const [job, kill, world] = process.argv.slice(2).map((text) => JSON.parse(text));

/** Stands before all callbacks. */
class First extends Callback {
  #batches = 0;

  /** @override */
  async onBatchEnd() {
    if (++this.#batches === kill?.exitAt) process.exit(0);
  }

  /** @override */
  async onTrainEnd() {
    report({ ending: true });
  }
}

/** Stands behind all callbacks: the backup has been taken. */
class Last extends Callback {
  /** @override @param {number} epoch */
  async onEpochBegin(epoch) {
    report({ epoch });
  }
}

if (world) enter(world);
const calls = killAt(kill?.aim);
const training = new WholeTraining(job);
report({ begin: true });
const place = await training.backup.restore(training.model);
report({ place });
const history = await training.train(place, { before: [new First()], after: [new Last()] });
report({ end: await endOf(training, history), calls: Object.fromEntries(calls) });
