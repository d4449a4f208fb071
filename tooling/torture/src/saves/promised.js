import { basename } from 'node:path';

/**
 * What a training says while it goes on.
 *
 * @typedef {object} News
 * @property {number} [initialEpoch] where it goes on, counted from 0
 * @property {number} [backup] the epoch that its backup goes on with, counted from 0
 * @property {number} [epoch] the newest of which a checkpoint is on the disk, counted from 1
 * @property {string[]} [written] checkpoints that are on the disk
 * @property {readonly string[]} [kept] checkpoints that are not to be removed for others
 * @property {string | undefined} [next] the one of them that the next save may remove
 */

/** What must be in a directory, after what trainings there have said. Checkpoints go by the last part of their paths. */
export class Promised {
  /** The newest epoch that was written, counted from 1; 0 when none was. */
  epoch = 0;

  /** The epoch to go on with, counted from 0. */
  backup = 0;

  /** @type {Set<string>} */
  #written = new Set();

  /** @type {readonly string[]} */
  #kept = [];

  /** @type {string | undefined} */
  #next;

  /** Another training begins. */
  begin() {
    this.#kept = [];
    this.#next = undefined;
  }

  /** @param {News} news */
  note({ initialEpoch, backup = this.backup, epoch, written = [], kept = this.#kept, next }) {
    // A training that begins again at an earlier epoch writes that one anew.
    if (initialEpoch !== undefined) this.epoch = Math.min(this.epoch, initialEpoch + 1);
    this.backup = backup;
    if (next !== undefined) this.#next = basename(next);
    for (const path of this.#kept) if (!kept.includes(path)) this.#written.delete(basename(path));
    this.#kept = kept;
    for (const path of written) this.#written.add(basename(path));
    if (written.length > 0) this.epoch = epoch ?? 0;
  }

  /** The checkpoints that must be there. */
  required() {
    return [...this.#written].filter((name) => name !== this.#next);
  }

  /** @param {readonly string[]} present the checkpoints that are there: no others are asked for any more */
  forget(present) {
    const names = present.map((path) => basename(path));
    for (const name of this.#written) if (!names.includes(name)) this.#written.delete(name);
  }
}
