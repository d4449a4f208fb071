import { Callback } from '@cb-tooling/backend/tf';

/** Says what is on the disk for certain. It comes after a checkpoint and a backup among the callbacks of a fit. */
export class Watcher extends Callback {
  #training;
  #lastEpoch;
  #report;

  /**
   * @param {import('./training.js').Training} training
   * @param {number} lastEpoch the one to end with
   * @param {(news: import('./promised.js').News) => void} report
   */
  constructor(training, lastEpoch, report) {
    super();
    this.#training = training;
    this.#lastEpoch = lastEpoch;
    this.#report = report;
  }

  /** @override @param {number} epoch */
  async onEpochBegin(epoch) {
    this.#report({ backup: epoch });
  }

  /** @override @param {number} epoch */
  async onEpochEnd(epoch) {
    const { job, checkpoint } = this.#training;
    const kept = this.#training.kept();
    const last = this.#training.last();
    const { lastPath } = checkpoint;
    // With `async` the checkpoints of this epoch are on their way.
    const written = job.isAsync ? [lastPath].filter((path) => path !== undefined) : [lastPath ?? last, last];
    this.#report({
      epoch: job.isAsync ? epoch : epoch + 1,
      written: written.filter((path) => path === last || kept.includes(path)),
      kept,
      next: this.#training.next(),
    });
    if (job.deletes && epoch + 1 === this.#lastEpoch) this.#report({ backup: 0 });
  }
}
