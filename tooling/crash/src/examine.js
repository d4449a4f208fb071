import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BackupAndRestore, bestCheckpoint, latestCheckpoint, loadModel, ModelCheckpoint } from './library.js';
import { toyModel } from './toy-training.js';

/**
 * What is wrong with the checkpoints of a training that was broken off.
 *
 * @param {string} root the directory of all checkpoints
 * @param {import('./promised.js').Promised} promised
 * @returns {Promise<string[]>}
 */
export async function faultsInCheckpoints(root, promised) {
  const present = checkpointsIn(root);
  const names = present.map((path) => basename(path));
  const unreadable = await Promise.all(present.map(faultIn));
  return [
    ...unreadable.filter((fault) => fault !== undefined).map((fault) => `unreadable: ${fault}`),
    ...promised.required().flatMap((name) => (names.includes(name) ? [] : [`lost: checkpoint ${name}`])),
    ...(await faultsInLatest(root, promised.epoch)),
  ];
}

/**
 * What is wrong with its backup.
 *
 * @param {string} directory of the backup
 * @param {import('./promised.js').Promised} promised
 * @returns {Promise<string[]>}
 */
export async function faultsInBackup(directory, { backup: epoch }) {
  const model = toyModel();
  const backup = new BackupAndRestore(directory, { callbacks: [new ModelCheckpoint('unused')] });
  try {
    const { initialEpoch } = await backup.restore(model);
    return initialEpoch >= epoch ? [] : [`restore() gives epoch ${initialEpoch}, and ${epoch} was backed up`];
  } catch (error) {
    return [`restore() throws: ${/** @type {Error} */ (error).message}`];
  } finally {
    model.optimizer.dispose();
    model.dispose();
  }
}

/**
 * The paths of all checkpoints below a directory, whether whole or not.
 *
 * @param {string} root
 */
export function checkpointsIn(root) {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .map((name) => join(root, name))
    .filter((path) => existsSync(join(path, 'model.json')));
}

/**
 * @param {string} path
 * @returns {Promise<string | undefined>} why a checkpoint cannot be loaded
 */
export async function faultIn(path) {
  try {
    const model = await loadModel(path);
    model.optimizer.dispose();
    model.dispose();
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/**
 * What `latestCheckpoint` gives must be whole, and of this epoch or a later one.
 *
 * @param {string} root
 * @param {number} epoch counted from 1; 0 when nothing need be there
 */
async function faultsInLatest(root, epoch) {
  const latest = await latestCheckpoint(root);
  if (latest === undefined) return epoch === 0 ? [] : [`latestCheckpoint gives none, and epoch ${epoch} was written`];
  const fault = await faultIn(latest);
  if (fault !== undefined) return [`latestCheckpoint gives what cannot be loaded: ${fault}`];
  const found = factsOf(latest).epoch;
  return found >= epoch ? [] : [`latestCheckpoint gives epoch ${found}, and epoch ${epoch} was written`];
}

/**
 * What a ModelCheckpoint takes for the best loss must be that of the best checkpoint. A better one may be there whose save
 * failed: when it had its name, and was not on the disk for certain.
 *
 * @param {string} root
 * @param {number | undefined} best
 */
export async function faultInBest(root, best) {
  const path = await bestCheckpoint(root, { monitor: 'loss' });
  const loss = path === undefined ? undefined : factsOf(path).metrics.loss;
  if (best === undefined || (loss !== undefined && loss <= best)) return [];
  return [`\`best\` is ${best}, and the best on the disk is ${loss}`];
}

/**
 * What a checkpoint says of itself. Its epoch counts from 1.
 *
 * @param {string} path
 * @returns {{ epoch: number, metrics: Record<string, number> }}
 */
function factsOf(path) {
  const { userDefinedMetadata } = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
  return userDefinedMetadata['@cb/checkpoint'].facts;
}
