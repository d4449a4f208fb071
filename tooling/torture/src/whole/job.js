import { FORMATS, KEEPS } from '../saves/saving.js';

/**
 * A training with all callbacks.
 *
 * @typedef {object} Job
 * @property {string} directory for all that it writes
 * @property {'arrays' | 'dataset' | 'loop'} feed `fit`, `fitDataset` with batches in an order that depends on the epoch, or
 *   a loop of one's own, which goes on within an epoch
 * @property {number} epochs
 * @property {string} format of the checkpoints, one of `FORMATS`
 * @property {import('../saves/saving.js').Saving['keeps']} keeps
 * @property {boolean} isAsync
 * @property {boolean} deletes whether the backup is deleted in the end; then training is stopped early, too
 * @property {boolean} [savesOnInterrupt] whether a signal has it write a checkpoint more
 * @property {boolean} isByBatch whether TensorBoard and, where that is possible, the backup look at batches, too
 */

const FEEDS = /** @type {const} */ (['arrays', 'dataset', 'loop']);

/**
 * Six turns have each format, three each way to feed; 36 each combination of the rest with each of these.
 *
 * @param {number} turn
 * @param {number} epochs
 * @returns {Omit<Job, 'directory'>}
 */
export function jobOf(turn, epochs) {
  const round = Math.floor(turn / FORMATS.length);
  return {
    feed: /** @type {Job['feed']} */ (FEEDS[turn % FEEDS.length]),
    epochs,
    format: /** @type {string} */ (FORMATS[(turn + round) % FORMATS.length]),
    keeps: KEEPS[(turn + 2 * round) % KEEPS.length],
    isAsync: turn % 2 === 0,
    deletes: Math.floor(turn / 2) % 2 === 0,
    isByBatch: Math.floor(turn / 4) % 2 === 0,
  };
}

/**
 * Whether backups are taken within epochs, too. They must be the last to see a batch, and so the model must not need them
 * when training has ended.
 *
 * @param {Omit<Job, 'directory'>} job
 */
export function goesOnWithinEpochs({ feed, isByBatch, deletes }) {
  return feed === 'loop' && isByBatch && deletes;
}
