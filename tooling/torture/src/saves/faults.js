import { inDirectory } from '../temporary-directory.js';
import { FAILURES } from './fault.js';
import { playScene } from './fault-scene.js';

/** @typedef {import('./fault-scene.js').Scene} Scene */

/** The three checkpoints of before are kept, until the first is displaced. */
const SAVE = /** @type {const} */ ({
  hook: 'onEpochEnd',
  before: 3,
  keeps: 'top',
  isAsync: false,
  onError: 'throw',
  lasts: false,
});

/** @type {readonly Scene[]} */
const SHORT = [{ ...SAVE, before: 0 }, SAVE, { ...SAVE, format: '.h5', keeps: 'best' }, { ...SAVE, isCrowded: true }];

/** @type {readonly Scene[]} */
const ALL = [false, true].flatMap((lasts) => [
  { ...SAVE, lasts, before: 0 },
  { ...SAVE, lasts },
  { ...SAVE, lasts, onError: 'warn' },
  { ...SAVE, lasts, isAsync: true },
  { ...SAVE, lasts, isAsync: true, onError: 'warn' },
  { ...SAVE, lasts, isCrowded: true },
  { ...SAVE, lasts, isCrowded: true, isAsync: true, onError: 'warn' },
  { ...SAVE, lasts, hook: 'onTrainBegin' },
  { ...SAVE, lasts, hook: 'onEpochBegin' },
  { ...SAVE, lasts, hook: 'onTrainEnd' },
  { ...SAVE, lasts, format: '.keras', before: 0 },
  { ...SAVE, lasts, format: '.keras' },
  { ...SAVE, lasts, format: '.keras', hook: 'onTrainBegin' },
  { ...SAVE, lasts, format: '.weights.h5', isAsync: true },
  { ...SAVE, lasts, format: '.h5', keeps: 'best' },
  { ...SAVE, lasts, format: '.weights.h5', keeps: 'best' },
  { ...SAVE, lasts, format: '.safetensors', keeps: 'best', isAsync: true, onError: 'warn' },
]);

/**
 * Makes each file call of a training fail, one in each training, and looks at what becomes of it.
 *
 * @param {{ short: boolean }} options whether every eleventh call of few scenes is enough
 * @param {import('../tally.js').Tally} tally
 */
export async function failCalls({ short }, tally) {
  let errors = 0;
  const scenes = short ? SHORT : ALL;
  for (const scene of scenes) {
    const play = (/** @type {import('./fault.js').Failure} */ failure, /** @type {number} */ nth) =>
      inDirectory((directory) => playScene(directory, scene, failure, nth));
    const { calls } = await play({ kind: 'open', code: 'EIO' }, Number.POSITIVE_INFINITY);
    for (const failure of FAILURES) {
      for (let nth = 1; nth <= (calls.get(failure.kind) ?? 0); nth += short ? 11 : 1) {
        const { call, error, faults: found } = await play(failure, nth);
        // With `async` there are not always as many.
        if (call === '') break;
        tally.attempts++;
        tally.faults++;
        if (error !== undefined) errors++;
        const where = `${JSON.stringify(scene)}, ${failure.code} at ${failure.kind} ${nth} (${call})`;
        for (const fault of found) tally.note('wrong', `${where}: ${fault}`);
      }
    }
  }
  tally.remarks.push(
    `${scenes.length} scenes; ${errors} failures ended in an error of the save, the others did not matter to it`,
  );
}
