import { basename } from 'node:path';
import { Callback } from '@cb-tooling/backend/tf';
import { checkpointsIn, faultInBest, faultsInBackup, faultsInCheckpoints } from './examine.js';
import { Fault } from './fault.js';
import { faultsInReport } from './fault-report.js';
import { interceptFiles } from './intercept-files.js';
import { abandon, leftoversIn } from './leftovers.js';
import { BackupAndRestore, ModelCheckpoint } from './library.js';
import { placesIn } from './places.js';
import { Promised } from './promised.js';
import { toyModel, train } from './toy-training.js';

/**
 * @typedef {object} Scene
 * @property {'onTrainBegin' | 'onEpochBegin' | 'onEpochEnd' | 'onTrainEnd'} hook in which a call fails
 * @property {boolean} isAsync
 * @property {'throw' | 'warn'} onError
 * @property {number} before epochs that are trained before; of the two that follow, something fails in the first
 * @property {boolean} lasts whether all later calls of the kind fail too, until the hook is over
 */

/**
 * Trains, goes on while a file call fails, and begins once more.
 *
 * @param {string} directory that is empty
 * @param {Scene} scene
 * @param {import('./fault.js').Failure} failure
 * @param {number} nth
 * @returns {Promise<{ call: string, error: string | undefined, faults: string[] }>} the call that failed, empty if there
 *   were not as many; what the save said; and what is wrong
 */
export async function playScene(directory, scene, failure, nth) {
  const { checkpoints, backup } = placesIn(directory);
  const { before } = scene;
  const model = toyModel();
  const rules = { saveTopK: 2, saveLast: true, async: scene.isAsync, onError: scene.onError };
  const checkpoint = new ModelCheckpoint(`${checkpoints}/{epoch:04d}`, { monitor: 'loss', ...rules });
  const deletes = scene.hook === 'onTrainEnd';
  /**
   * @param {number} epochs
   * @param {{ deleteCheckpoint?: boolean, begin?: Callback[], end?: Callback[] }} [options]
   */
  const goOn = async (epochs, { deleteCheckpoint = false, begin = [], end = [] } = {}) => {
    const keeper = new BackupAndRestore(backup, { callbacks: [checkpoint], deleteCheckpoint });
    const { initialEpoch } = await keeper.restore(model);
    const callbacks = [...begin, checkpoint, keeper, ...end];
    await train(model, { initialEpoch, epochs, callbacks });
  };
  if (before > 0) await goOn(before);

  const fault = new Fault(failure, nth, scene.lasts);
  /** @type {string[]} */
  let ofBest = [];
  const begin = once(scene.hook, () => {
    fault.isArmed = true;
  });
  const end = once(scene.hook, async () => {
    await checkpoint.settled();
    fault.isArmed = false;
    ofBest = await faultInBest(checkpoints, checkpoint.best);
  });
  const { thrown, warnings } = await attempt(async () => {
    const stop = interceptFiles(fault.around);
    await goOn(before + 2, { deleteCheckpoint: deletes, begin: [begin], end: [end] })
      .finally(() => checkpoint.settled())
      .finally(stop);
  });
  if (fault.call === '') return { call: '', error: undefined, faults: [] };

  const warning = warnings.find((text) => text.startsWith('ModelCheckpoint: cannot save'));
  const error = thrown ?? warning;
  const isDone = error === undefined;
  const promised = new Promised();
  promised.note({
    epoch: isDone ? before + 2 : before,
    backup: deletes ? 0 : before,
    written: isDone ? ['last', nameOf(before + 1), nameOf(before + 2)] : before > 0 ? ['last'] : [],
  });
  const left = leftoversIn(directory).filter((path) => path.endsWith('.tmp'));
  const faults = [
    ...faultsInReport(scene, failure, { thrown, warning, isWritten: isThere(checkpoints, nameOf(before + 1)) }),
    ...(await faultsInCheckpoints(checkpoints, promised)),
    ...(await faultsInBackup(backup, promised)),
    ...ofBest,
    ...(await faultInBest(checkpoints, checkpoint.best)),
    ...(failure.kind === 'unlink' ? [] : left.map((path) => `left over: ${path}`)),
  ];

  abandon(left);
  const next = await attempt(() => goOn(before + 3));
  const promisedNext = new Promised();
  promisedNext.note({ epoch: before + 3, backup: before + 3, written: ['last', nameOf(before + 3)] });
  const after = [
    ...[next.thrown ?? [], next.warnings].flat().map((text) => `it said: ${text}`),
    ...(await faultsInCheckpoints(checkpoints, promisedNext)),
    ...(await faultsInBackup(backup, promisedNext)),
    ...(await faultInBest(checkpoints, checkpoint.best)),
    ...leftoversIn(directory).map((path) => `left over: ${path}`),
  ];
  model.optimizer.dispose();
  model.dispose();
  return {
    call: fault.call.replace(directory, ''),
    error,
    faults: [...faults, ...after.map((one) => `with the next training: ${one}`)],
  };
}

/**
 * A callback that does something once: the first time that the hook is called.
 *
 * @param {Scene['hook']} hook
 * @param {() => void | Promise<void>} action
 */
function once(hook, action) {
  const callback = new (class extends Callback {})();
  let isDone = false;
  callback[hook] = async () => {
    if (!isDone) await action();
    isDone = true;
  };
  return callback;
}

/** @param {number} epoch counted from 1 */
const nameOf = (epoch) => String(epoch).padStart(4, '0');

/**
 * @param {string} checkpoints
 * @param {string} name
 */
const isThere = (checkpoints, name) => checkpointsIn(checkpoints).some((path) => basename(path) === name);

/** @param {() => Promise<void>} action */
async function attempt(action) {
  /** @type {string[]} */
  const warnings = [];
  const { warn } = console;
  console.warn = (text) => warnings.push(text);
  try {
    await action();
    return { thrown: undefined, warnings };
  } catch (error) {
    return { thrown: /** @type {Error} */ (error).message, warnings };
  } finally {
    console.warn = warn;
  }
}
