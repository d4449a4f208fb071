import { setImmediate } from 'node:timers/promises';
import { EpochAverages } from '@cb/loop';
import { differenceOf } from '../difference.js';
import { inDirectory } from '../temporary-directory.js';
import { FEEDS } from '../whole/feeds.js';
import { wholeModel } from '../whole/model.js';
import { WholeTraining } from '../whole/training.js';
import { held } from './held.js';
import { throwerAt } from './places.js';
import { dropModel, EpochsBegun, finish } from './training.js';

/** Turns of the event loop after which nothing is on its way that does not stay. */
const TURNS = 10;

/** @typedef {ReturnType<typeof import('../whole/job.js').jobOf>} JobElsewhere */
/** @typedef {import('./places.js').Place} Place */

/** What trainings come to in which nothing is thrown. */
export class Outcomes {
  /** @type {Map<string, object>} */
  #known = new Map();

  /** @param {JobElsewhere} job */
  async of(job) {
    const key = JSON.stringify(job);
    const known =
      this.#known.get(key) ??
      (await inDirectory((directory) => finish(new WholeTraining({ ...job, directory }), { initialEpoch: 0 })));
    this.#known.set(key, known);
    return structuredClone(known);
  }
}

/**
 * Throws in the middle of a training with all callbacks, and looks at what is held then, at what a training comes to that
 * goes on from the backup, and at what the next one of the same callbacks comes to.
 *
 * @param {JobElsewhere} job
 * @param {Place} place
 * @param {Outcomes} outcomes
 * @returns {Promise<string[]>} what is wrong
 */
export async function faultsInThrows(job, place, outcomes) {
  const expected = await outcomes.of(job);
  const lost = await tensorsLostByFit(job, place);
  return [
    ...(await inDirectory((directory) => faultsInResume({ ...job, directory }, place, expected, lost))),
    ...(await inDirectory((directory) => faultsInNextFit({ ...job, directory }, place, expected))),
  ];
}

/**
 * Something is thrown, all callbacks are disposed, and others go on from the backup.
 *
 * @param {import('../whole/job.js').Job} job
 * @param {Place} place
 * @param {object} expected
 * @param {number} lost how many tensors `fit` itself loses
 */
async function faultsInResume(job, place, expected, lost) {
  const before = held(job.directory);
  const training = new WholeTraining(job);
  const begun = new EpochsBegun();
  const faults = await faultsInThrow(training, place, begun);
  for (const callback of training.callbacks) await callback.dispose();
  dropModel(training.model);
  // What was printed last takes a few turns.
  for (let turn = 0; turn < TURNS; turn++) await setImmediate();
  const usual = { ...before, tensors: before.tensors + lost };
  const difference = differenceOf(usual, held(job.directory));
  if (difference) faults.push(`held: ${difference}`);

  const next = new WholeTraining(job);
  const resumed = await next.backup.restore(next.model);
  const isOver = place.by === 'onTrainEnd' && resumed.initialEpoch === 0;
  if (resumed.initialEpoch < begun.last && !isOver) {
    faults.push(`it goes on with epoch ${resumed.initialEpoch}, and ${begun.last} was backed up`);
  }
  const ofResume = differenceOf(expected, await finish(next, resumed));
  return ofResume ? [...faults, `resumed: ${ofResume}`] : faults;
}

/**
 * Something is thrown, and the same callbacks train another model.
 *
 * @param {import('../whole/job.js').Job} job
 * @param {Place} place
 * @param {any} expected
 */
async function faultsInNextFit(job, place, expected) {
  const training = new WholeTraining(job);
  const faults = await faultsInThrow(training, place);
  dropModel(training.model);
  training.model = wholeModel();
  const found = /** @type {any} */ (await finish(training, { initialEpoch: 0 }));
  // A ModelCheckpoint remembers what it kept in all fits.
  for (const outcome of [found, expected]) {
    for (const name of ['checkpoints', 'steps', 'backup']) delete outcome[name];
    delete outcome.end.checkpoint;
  }
  const difference = differenceOf(expected, found);
  return difference ? [...faults, `the next fit: ${difference}`] : faults;
}

/**
 * @param {WholeTraining} training
 * @param {Place} place
 * @param {EpochsBegun} [begun]
 */
async function faultsInThrow(training, place, begun) {
  const error = new Error(`thrown by ${place.by}`);
  const { after = [], ...others } = throwerAt(place, error, training.model);
  try {
    await training.train({ initialEpoch: 0 }, { ...others, after: begun ? [...after, begun] : after });
    return ['nothing was thrown'];
  } catch (thrown) {
    return thrown === error ? [] : [`thrown was ${/** @type {Error} */ (thrown).stack}`];
  }
}

/**
 * @param {JobElsewhere} job
 * @param {Place} place
 */
async function tensorsLostByFit({ feed, epochs }, place) {
  const before = held('/').tensors;
  const model = wholeModel();
  const { onBatch, ...others } = throwerAt(place, new Error('thrown'), model);
  const callbacks = Object.values(others).flat();
  const averages = new EpochAverages();
  await FEEDS[feed]({ model, place: { initialEpoch: 0 }, epochs, callbacks, averages, onBatch }).catch(() => {});
  dropModel(model);
  return held('/').tensors - before;
}
