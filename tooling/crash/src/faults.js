import { FAILURES } from './fault.js';
import { playScene } from './fault-scene.js';
import { inDirectory } from './temporary-directory.js';

/** @typedef {import('./fault-scene.js').Scene} Scene */

const SAVE = /** @type {const} */ ({ hook: 'onEpochEnd', before: 2, isAsync: false, onError: 'throw', lasts: false });

/** @type {readonly Scene[]} */
const SHORT = [{ ...SAVE, before: 0 }, SAVE];

/** @type {readonly Scene[]} */
const ALL = [false, true].flatMap((lasts) => [
  { ...SAVE, lasts, before: 0 },
  { ...SAVE, lasts },
  { ...SAVE, lasts, onError: 'warn' },
  { ...SAVE, lasts, isAsync: true },
  { ...SAVE, lasts, isAsync: true, onError: 'warn' },
  { ...SAVE, lasts, hook: 'onTrainBegin' },
  { ...SAVE, lasts, hook: 'onEpochBegin' },
  { ...SAVE, lasts, hook: 'onTrainEnd' },
]);

/**
 * Makes each file call of a training fail, one in each training, and looks at what becomes of it.
 *
 * @param {{ short: boolean }} options whether every ninth call of two scenes is enough
 * @returns {Promise<import('./kills.js').Outcome>}
 */
export async function failCalls({ short }) {
  const tally = { calls: 0, errors: 0, borne: 0 };
  const faults = [];
  const scenes = short ? SHORT : ALL;
  for (const scene of scenes) {
    for (const failure of FAILURES) {
      for (let nth = 1; ; nth += short ? 9 : 1) {
        const {
          call,
          error,
          faults: found,
        } = await inDirectory((directory) => playScene(directory, scene, failure, nth));
        if (call === '') break;
        tally.calls++;
        tally[error === undefined ? 'borne' : 'errors']++;
        const where = `faults: ${JSON.stringify(scene)}, ${failure.code} at ${failure.kind} ${nth} (${call})`;
        faults.push(...found.map((fault) => `${where}: ${fault}`));
      }
    }
  }
  const summary =
    `faults: ${tally.calls} file calls failed in ${scenes.length} scenes, ${tally.errors} ended in an error of the save, ` +
    `${tally.borne} did not matter to it: ${faults.length} faults.`;
  return { summary, faults };
}
