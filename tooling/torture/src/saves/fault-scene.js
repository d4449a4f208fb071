import { BackupAndRestore } from '@cb/checkpoint';
import { Callback } from '@cb-tooling/backend/tf';
import { checkpointsIn, factsOf } from './checkpoint.js';
import { crowd } from './crowd.js';
import { faultInBest, faultsInBackup, faultsInCheckpoints } from './examine.js';
import { Fault } from './fault.js';
import { faultsInReport } from './fault-report.js';
import { interceptFiles } from './intercept-files.js';
import { abandon, leftoversIn } from './leftovers.js';
import { placesIn } from './places.js';
import { Promised } from './promised.js';
import { checkpointOf, namesOf } from './saving.js';
import { toyModel, train } from './toy-training.js';

/**
 * `hook` is the one in which a call fails, and `before` are epochs that are trained before: of the two that follow,
 * something fails in the first. `lasts` is whether all later calls of the kind fail too, until the hook is over.
 *
 * @typedef {import('./saving.js').Saving & {
 *   hook: 'onTrainBegin' | 'onEpochBegin' | 'onEpochEnd' | 'onTrainEnd',
 *   onError: 'throw' | 'warn',
 *   before: number,
 *   lasts: boolean,
 * }} Scene
 */

/**
 * Trains, goes on while a file call fails, and begins once more.
 *
 * @param {string} directory that is empty
 * @param {Scene} scene
 * @param {import('./fault.js').Failure} failure
 * @param {number} nth
 * @returns {Promise<{ calls: ReadonlyMap<string, number>, call: string, error?: string, faults: string[] }>} how many calls
 *   of each kind were made; the one that failed, empty if there were not as many; what the save said; and what is wrong
 */
export async function playScene(directory, scene, failure, nth) {
  const fault = new Fault(failure, nth, scene.lasts);
  const stop = interceptFiles(fault.around, fault.aroundAtOnce);
  try {
    return { calls: fault.calls, ...(await play(directory, scene, failure, fault)) };
  } finally {
    stop();
  }
}

/**
 * @param {string} directory
 * @param {Scene} scene
 * @param {import('./fault.js').Failure} failure
 * @param {Fault} fault what is to happen, and is intercepted
 */
async function play(directory, scene, failure, fault) {
  const { checkpoints, backup } = placesIn(directory);
  const { before } = scene;
  const model = toyModel();
  const checkpoint = checkpointOf(checkpoints, scene);
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
  if (scene.isCrowded) await crowd(checkpoints);
  if (before > 0) await goOn(before);

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
  const { thrown, warnings } = await attempt(() => {
    const options = { deleteCheckpoint: deletes, begin: [begin], end: [end] };
    return goOn(before + 2, options).finally(() => checkpoint.settled());
  });
  fault.isArmed = false;
  if (fault.call === '') return { call: '', faults: [] };

  const warning = warnings.find((text) => text.startsWith('ModelCheckpoint: cannot save'));
  const error = thrown ?? warning;
  const isDone = error === undefined;
  const isWritten = checkpointsIn(checkpoints).some((path) => factsOf(path).epoch > before);
  const namesAt = (/** @type {number} */ epoch) => Object.values(namesOf(scene, epoch));
  const promised = new Promised();
  promised.note({ epoch: before, backup: deletes ? 0 : before, written: before > 0 ? namesAt(before) : [] });
  if (isDone) promised.note({ epoch: before + 2, written: [before + 1, before + 2].flatMap(namesAt) });
  const left = leftoversIn(directory).filter((path) => path.endsWith('.tmp'));
  const faults = [
    ...faultsInReport(scene, failure, { thrown, warning, isWritten }),
    ...(await faultsInCheckpoints(checkpoints, promised)),
    ...(await faultsInBackup(backup, promised)),
    ...ofBest,
    ...(await faultInBest(checkpoints, checkpoint.best)),
    ...(failure.kind === 'unlink' ? [] : left.map((path) => `left over: ${path}`)),
  ];

  abandon(left);
  const next = await attempt(() => goOn(before + 3));
  const promisedNext = new Promised();
  promisedNext.note({ epoch: before + 3, backup: before + 3, written: namesAt(before + 3) });
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
    ...(error !== undefined && { error }),
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
