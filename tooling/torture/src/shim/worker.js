// node worker.js JOB, with the shim preloaded: has file calls of a training fail, one in each, and says on stdout, in lines
// of JSON, what was done and what became of it.
import { cpSync, mkdirSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Callback } from '@cb-tooling/backend/tf';
import { toyModel, train } from '../saves/toy-training.js';
import { KEEPERS } from './keepers.js';

/** @typedef {{ directory: string, keeper: number, every: number, delays: number[] }} Job every how many calls one fails, and how
 * many milliseconds each call takes that writes, one after the other */

/** What goes wrong on real disks, and what must go right: a call that was interrupted, and one that wrote a part. */
const FAULTS = /** @type {const} */ ([
  ['write', 'ENOSPC'],
  ['write', 'EDQUOT'],
  ['write', 'EINTR'],
  ['write', 'half'],
  ['fsync', 'EIO'],
  ['rename', 'EXDEV'],
  ['rename', 'EBUSY'],
  ['open', 'EMFILE'],
  ['open', 'EROFS'],
  ['mkdir', 'ENOSPC'],
  ['unlink', 'EIO'],
  ['close', 'EIO'],
]);

/** Epochs that are there before, and those that are trained while something fails. */
const [BEFORE, MORE] = [2, 2];

const report = (/** @type {object} */ news) => writeSync(1, `${JSON.stringify(news)}\n`);

/** Epochs that have ended. */
let epochs = 0;
const counter = new (class extends Callback {
  /** @override */
  async onEpochEnd() {
    epochs++;
  }
})();

/** @type {string[]} */
const said = [];
Object.assign(console, { warn: (/** @type {string} */ text) => said.push(text) });

/** @type {Job} */
const { directory, keeper: index, every, delays } = JSON.parse(String(process.argv[2]));
const keeper = /** @type {import('./keepers.js').Keeper} */ (KEEPERS[index]);
const origin = join(directory, 'origin');
mkdirSync(origin);
await goOn(origin, 0, BEFORE, true);
let number = 0;
for (const [call, how] of FAULTS) {
  for (const throwsErrors of [true, false]) {
    for (let nth = 1; await fail(call, how, nth, throwsErrors); nth += every);
  }
}
for (const milliseconds of delays) await slowDown(milliseconds);
report({ done: true });

/**
 * @param {string} call
 * @param {(typeof FAULTS)[number][1]} how
 * @param {number} nth
 * @param {boolean} throwsErrors
 * @returns {Promise<boolean>} whether there was such a call
 */
async function fail(call, how, nth, throwsErrors) {
  const place = join(directory, String(number++));
  cpSync(origin, place, { recursive: true });
  const errno = how === 'half' ? -1 : constants.errno[how];
  delete process.env.CB_FAULT_HIT;
  said.length = 0;
  process.env.CB_FAULT = `${call} ${errno} ${nth} ${place}`;
  epochs = 0;
  const thrown = await goOn(place, BEFORE, MORE, throwsErrors);
  process.env.CB_FAULT = '';
  const hit = /** @type {string | undefined} */ (process.env.CB_FAULT_HIT);
  if (hit === undefined) return false;
  const error = thrown ?? said.find((text) => keeper.error.test(text));
  // What cannot be written at all is an error before training, whatever was asked for.
  const goesOn = !throwsErrors && keeper.name !== 'BackupAndRestore';
  const mustWork = how === 'half' || how === 'EINTR';
  const faults = [
    ...(await faultsIn(
      place,
      error === undefined && !mustWork ? BEFORE : error === undefined ? BEFORE + MORE : BEFORE,
    )),
    ...(error !== undefined && mustWork ? [`it says: ${error}`] : []),
    ...(error !== undefined && !isClear(error, how) ? [`it says: ${error}`] : []),
    ...(thrown !== undefined && goesOn && epochs > 0 ? [`it ends with: ${thrown}`] : []),
  ];
  // The disk is mended.
  said.length = 0;
  const next = await goOn(place, BEFORE, MORE, true);
  const after = next === undefined ? await faultsIn(place, BEFORE + MORE) : [`it ends with: ${next}`];
  const where = `${how} at ${call} ${nth} (${hit.replace(place, '')}), ${throwsErrors ? 'throws' : 'warns'}`;
  const all = [...faults, ...after.map((fault) => `with the next training: ${fault}`)];
  report({ isError: error !== undefined, faults: all.map((fault) => `${where}: ${fault}`) });
  return true;
}

/**
 * A disk that takes its time: nothing is lost, and nothing is left to do when training has ended.
 *
 * @param {number} milliseconds of each call that writes
 */
async function slowDown(milliseconds) {
  const place = join(directory, String(number++));
  cpSync(origin, place, { recursive: true });
  process.env.CB_SLOW = `${milliseconds} ${place}`;
  said.length = 0;
  const thrown = await goOn(place, BEFORE, MORE, true);
  const ended = process.env.CB_SLOW_CALLS ?? '';
  await sleep(2 * milliseconds);
  const faults = [
    ...(thrown === undefined ? [] : [`it ends with: ${thrown}`]),
    ...(/^0 [1-9]/.test(ended) && ended === process.env.CB_SLOW_CALLS
      ? []
      : ['the disk is at work when training has ended']),
    ...(await faultsIn(place, BEFORE + MORE)),
  ];
  process.env.CB_SLOW = '';
  const where = `on a disk that takes ${milliseconds} ms for each call`;
  report({ isError: thrown !== undefined, faults: faults.map((fault) => `${where}: ${fault}`) });
}

/**
 * @param {string} place
 * @param {number} initialEpoch
 * @param {number} more
 * @param {boolean} throwsErrors
 * @returns {Promise<string | undefined>} the error with which it ends
 */
async function goOn(place, initialEpoch, more, throwsErrors) {
  const model = toyModel();
  const callback = keeper.make(place, throwsErrors);
  try {
    await train(model, { initialEpoch, epochs: initialEpoch + more, callbacks: [counter, callback] });
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  } finally {
    await /** @type {{ dispose?: () => void | Promise<void> }} */ (callback).dispose?.();
    model.optimizer.dispose();
    model.dispose();
  }
}

/** @param {string} place @param {number} epochs that must be there */
async function faultsIn(place, epochs) {
  try {
    return await keeper.missing(place, epochs);
  } catch (error) {
    return [`cannot be read: ${/** @type {Error} */ (error).message}`];
  }
}

/** @param {string} error @param {string} how */
function isClear(error, how) {
  return keeper.error.test(error) && error.includes(how) && error.endsWith('.');
}
