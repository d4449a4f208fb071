import { BackupAndRestore, ModelCheckpoint } from './library.js';
import { placesIn } from './places.js';
import { toyModel } from './toy-training.js';

/**
 * @typedef {object} Job
 * @property {string} directory
 * @property {number} epochs how many to train
 * @property {boolean} isAsync
 * @property {boolean} topK whether the best three checkpoints are kept, instead of the newest
 * @property {boolean} deletes whether the backup is deleted in the end
 */

/** A model and callbacks that save it. */
export class Training {
  /** @param {Job} job */
  constructor(job) {
    this.job = job;
    this.places = placesIn(job.directory);
    this.model = toyModel();
    this.checkpoint = new ModelCheckpoint(`${this.places.checkpoints}/{epoch:04d}`, {
      ...(job.topK ? { monitor: 'loss', saveTopK: 3 } : { keepLast: 3 }),
      saveLast: true,
      async: job.isAsync,
    });
    const options = { callbacks: [this.checkpoint], deleteCheckpoint: job.deletes };
    this.backup = new BackupAndRestore(this.places.backup, options);
  }

  /** The checkpoints that are kept: the one that the next save may remove comes first. */
  #ranked() {
    const kept = /** @type {{ name: string, value: number }[]} */ (this.checkpoint.getState().values.kept);
    return this.job.topK ? [...kept].sort((a, b) => b.value - a.value) : kept;
  }

  kept() {
    return this.#ranked().map(({ name }) => name);
  }

  next() {
    return this.#ranked()[0]?.name;
  }
}
