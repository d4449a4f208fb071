import { basename, join } from 'node:path';
import { Callback } from '@cb-tooling/backend/tf';
import { Disk } from '../saves/disk.js';
import { write } from '../saves/power-cuts.js';
import { recordFiles } from '../saves/record-training.js';
import { inDirectory } from '../temporary-directory.js';
import { jobOf } from '../whole/job.js';
import { placesIn, WholeTraining } from '../whole/training.js';
import { faultsInCurves } from './curves.js';
import { faultsInRows } from './rows.js';

/** Turns of jobs, which differ in how batches come, and in what is logged. */
const [SHORT, ALL] = [[0], [0, 1, 2, 5]];

/** @typedef {{ call: import('../saves/record-training.js').PastCall } | { epoch: number }} Step */

/**
 * Records trainings with all callbacks, cuts the power after each of their file calls, and looks at what may be found of the
 * logs: the rows of a CSVLogger, and event files.
 *
 * @param {{ short: boolean }} options
 * @param {import('../tally.js').Tally} tally an attempt is a state of the disk, a fault a file call after which it is lost
 */
export async function cutPowerOfLogs({ short }, tally) {
  for (const turn of short ? SHORT : ALL) {
    const job = jobOf(turn, short ? 2 : 4);
    const { steps, directory } = await inDirectory(async (directory) => ({
      steps: await record({ ...job, directory }),
      directory,
    }));
    const places = placesIn(directory);
    for await (const fault of replay(
      steps,
      [
        [basename(places.csv), (place, epoch) => faultsInRows(place, epoch, job.epochs)],
        [basename(places.curves), faultsInCurves],
      ],
      tally,
    )) {
      tally.note('lost', `power cuts of logs, ${JSON.stringify(job)}, ${fault}`);
    }
  }
}

/**
 * @param {import('../whole/job.js').Job} job
 * @returns {Promise<Step[]>}
 */
async function record(job) {
  /** @type {Step[]} */
  const steps = [];
  const training = new WholeTraining(job);
  /** The backup of this epoch is on the disk, and what it goes on from must be, too. */
  class Watcher extends Callback {
    /** @override @param {number} epoch */
    async onEpochBegin(epoch) {
      steps.push({ epoch });
    }
  }
  const stop = recordFiles(job.directory, (call) => steps.push({ call }));
  try {
    await training.train({ initialEpoch: 0 }, { after: [new Watcher()] });
  } finally {
    stop();
    training.model.optimizer.dispose();
    training.model.dispose();
  }
  return steps;
}

/**
 * @param {readonly Step[]} steps
 * @param {readonly [name: string, faultsIn: (path: string, epoch: number) => Promise<string[]>][]} logs
 * @param {import('../tally.js').Tally} tally
 * @returns {AsyncGenerator<string>} what is wrong, and when
 */
async function* replay(steps, logs, tally) {
  const disk = new Disk();
  const seen = new Set();
  let epoch = 0;
  for (const [index, step] of steps.entries()) {
    if ('call' in step) {
      disk.apply(step.call);
      tally.faults++;
    } else epoch = step.epoch;
    for (const [name, faultsIn] of logs) {
      for (const { key, tree } of disk.afterPowerCut(name)) {
        if (seen.has(`${epoch} ${key}`)) continue;
        seen.add(`${epoch} ${key}`);
        tally.attempts++;
        const faults = await inDirectory((directory) => {
          write(directory, tree);
          return faultsIn(join(directory, name), epoch);
        });
        const when = 'call' in step ? `${step.call.kind} ${step.call.path}` : `backup of epoch ${epoch}`;
        for (const fault of faults) yield `after step ${index} (${when}): ${fault}\n${key}`;
      }
    }
  }
}
