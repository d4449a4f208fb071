import { join } from 'node:path';
import { BackupAndRestore } from '@cb/checkpoint';
import { placesIn } from './places.js';
import { checkpointOf, namesOf } from './saving.js';
import { toyModel } from './toy-training.js';

/**
 * @typedef {import('./saving.js').Saving & {
 *   directory: string,
 *   epochs: number,
 *   deletes: boolean,
 * }} Job how many epochs to train, and whether the backup is deleted in the end
 */

/** A model and callbacks that save it. */
export class Training {
  /** @param {Job} job */
  constructor(job) {
    this.job = job;
    this.places = placesIn(job.directory);
    this.model = toyModel();
    this.checkpoint = checkpointOf(this.places.checkpoints, job);
    const options = { callbacks: [this.checkpoint], deleteCheckpoint: job.deletes };
    this.backup = new BackupAndRestore(this.places.backup, options);
  }

  /** The checkpoints that are kept: the one that the next save may remove comes first. */
  #ranked() {
    const kept = /** @type {{ name: string, value: number }[]} */ (this.checkpoint.getState().values.kept);
    return this.job.keeps === 'top' ? [...kept].sort((a, b) => b.value - a.value) : kept;
  }

  /** The checkpoints that are kept, but for the last. */
  kept() {
    const { keeps } = this.job;
    return keeps === 'best' ? [this.#pathOf('chosen')] : this.#ranked().map(({ name }) => name);
  }

  /** The one of them that the next save may remove; there is none when it overwrites. */
  next() {
    return this.#ranked()[0]?.name;
  }

  last() {
    return this.#pathOf('last');
  }

  /** @param {'chosen' | 'last'} which of the checkpoints whose names are always the same */
  #pathOf(which) {
    return join(this.places.checkpoints, namesOf(this.job, 0)[which]);
  }
}
