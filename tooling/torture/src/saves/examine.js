import { basename } from 'node:path';
import { BackupAndRestore, bestCheckpoint, latestCheckpoint, ModelCheckpoint } from '@cb/checkpoint';
import { checkpointsIn, factsOf, faultIn } from './checkpoint.js';
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
  const unreadable = (await Promise.all(present.map(faultIn))).filter((fault) => fault !== undefined);
  return [
    ...unreadable.map((fault) => `unreadable: ${fault}`),
    ...promised.required().flatMap((name) => (names.includes(name) ? [] : [`lost: checkpoint ${name}`])),
    ...(await faultsInLatest(root, promised.epoch)),
    ...(await faultsInBest(root, promised.epoch, present)),
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
 * What `latestCheckpoint` gives must be of this epoch or a later one.
 *
 * @param {string} root
 * @param {number} epoch counted from 1; 0 when nothing need be there
 */
async function faultsInLatest(root, epoch) {
  const latest = await latestCheckpoint(root);
  if (latest === undefined) return epoch === 0 ? [] : [`latestCheckpoint gives none, and epoch ${epoch} was written`];
  const found = factsOf(latest).epoch;
  return found >= epoch ? [] : [`latestCheckpoint gives epoch ${found}, and epoch ${epoch} was written`];
}

/**
 * What `bestCheckpoint` gives must have the least loss of all that are there.
 *
 * @param {string} root
 * @param {number} epoch counted from 1; 0 when nothing need be there
 * @param {readonly string[]} present
 */
async function faultsInBest(root, epoch, present) {
  const best = await bestCheckpoint(root, { monitor: 'loss' });
  if (best === undefined) return epoch === 0 ? [] : [`bestCheckpoint gives none, and epoch ${epoch} was written`];
  const least = Math.min(...present.map((path) => factsOf(path).loss));
  const { loss } = factsOf(best);
  return loss <= least ? [] : [`bestCheckpoint gives a loss of ${loss}, and ${least} is there`];
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
  const loss = path === undefined ? undefined : factsOf(path).loss;
  if (best === undefined || (loss !== undefined && loss <= best)) return [];
  return [`\`best\` is ${best}, and the best on the disk is ${loss}`];
}
