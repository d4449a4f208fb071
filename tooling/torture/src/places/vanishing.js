import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Callback } from '@cb-tooling/backend/tf';
import { isClear, isFailure, missingAfterAll, missingOf, trainKeeper } from './train-keeper.js';

/** The epochs of a training, and the one in which something happens to its directory. */
const [EPOCHS, EPOCH] = [5, 2];

/** What may happen to the directory of a training while it is trained. @type {Record<string, (directory: string) => void>} */
const EVENTS = {
  removed: (directory) => rmSync(directory, { recursive: true }),
  'removed and made anew': (directory) => {
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
  },
  renamed: (directory) => renameSync(directory, `${directory}.other`),
  'replaced by a file': (directory) => {
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'text');
  },
};

const HOOKS = /** @type {const} */ (['onEpochBegin', 'onBatchBegin', 'onBatchEnd', 'onEpochEnd', 'onTrainEnd']);

/**
 * Takes the directory of a training away while it is trained: that is an error, or it goes on, and what is written from then
 * on is there.
 *
 * @type {import('./worker.js').Attack}
 */
export async function* vanishing(keeper, directoryOf) {
  for (const [what, happen] of Object.entries(EVENTS)) {
    for (const hook of HOOKS) {
      for (const throwsErrors of [true, false]) {
        const directory = directoryOf();
        yield { begins: `${what} in ${hook}, ${throwsErrors ? 'throws' : 'warns'}` };
        const others = [once(hook, () => happen(directory))];
        const { thrown, said } = await trainKeeper(keeper, directory, { epochs: EPOCHS, throwsErrors, others });
        const error = thrown ?? said.find(isFailure);
        const isOver = hook === 'onTrainEnd' || what === 'replaced by a file';
        // A log is written again as a whole; curves are lost, which is said.
        const goesOn = thrown === undefined && (error === undefined || keeper.name !== 'TensorBoard');
        const left = goesOn && !isOver ? await lastMissing(keeper, directory) : [];
        if (existsSync(directory)) rmSync(directory, { recursive: true });
        mkdirSync(directory);
        const after = await missingAfterAll(keeper, directory, { epochs: EPOCHS });
        yield {
          isError: error !== undefined,
          faults: [
            ...(error === undefined || isClear(error) ? [] : [`it says: ${error}`]),
            ...(thrown !== undefined && !throwsErrors && keeper.name !== 'BackupAndRestore'
              ? [`it ends with: ${thrown}`]
              : []),
            ...left,
            ...after.map((fault) => `with the next training: ${fault}`),
          ],
        };
      }
    }
  }
}

/** Does something once, in the epoch that is chosen. @param {(typeof HOOKS)[number]} hook @param {() => void} action */
function once(hook, action) {
  let [epoch, isDone] = [0, false];
  const callback = new (class extends Callback {})();
  const act = () => {
    if (isDone || (epoch < EPOCH && hook !== 'onTrainEnd')) return;
    isDone = true;
    action();
  };
  callback.onEpochBegin = async (index) => {
    epoch = index;
    if (hook === 'onEpochBegin') act();
  };
  if (hook !== 'onEpochBegin') callback[hook] = async () => act();
  return callback;
}

/**
 * What is lost of the epochs that ended when all had happened.
 *
 * @param {import('../shim/keepers.js').Keeper} keeper
 * @param {string} directory
 */
async function lastMissing(keeper, directory) {
  const faults = await missingOf(keeper, directory, EPOCHS);
  return faults.filter((fault) => !/^[1-3]\S* is lost$/.test(fault));
}
