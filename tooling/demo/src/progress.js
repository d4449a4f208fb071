// @ts-check
import { Callback, readMetrics } from '@cb/core';
import { epochLine, liveLine } from './progress-lines.js';

/** @typedef {import('@cb/core').Logs} Logs */

const REDRAW_EVERY_MS = 100;

/**
 * Shows how training goes: on a terminal a line that moves with every batch, with the time that is left at most; and
 * one line for each epoch that was completed, which is all that a file or a pipe gets to see.
 */
export class Progress extends Callback {
  #terminal;
  #isLive;
  #startedAt = 0;
  #epochStartedAt = 0;
  #drawnAt = 0;
  #epoch = 0;
  #batchesDone = 0;
  #examples = 0;
  /** Sums over the examples of an epoch, so that the means are those that `fit` reports in the end. */
  #sums = /** @type {Record<string, number>} */ ({});

  /** @param {{ terminal?: NodeJS.WriteStream }} [options] */
  constructor({ terminal = process.stdout } = {}) {
    super();
    this.#terminal = terminal;
    this.#isLive = Boolean(terminal.isTTY) && process.env.TERM !== 'dumb';
  }

  /** @override */
  async onTrainBegin() {
    this.#startedAt = performance.now();
    this.#batchesDone = 0;
  }

  /**
   * @override
   * @param {number} epoch
   */
  async onEpochBegin(epoch) {
    this.#epochStartedAt = performance.now();
    this.#epoch = epoch;
    this.#examples = 0;
    this.#sums = {};
  }

  /**
   * @override
   * @param {number} batch
   * @param {Logs} [logs]
   */
  async onBatchEnd(batch, logs) {
    this.#batchesDone++;
    if (!this.#isLive) return;
    const { batch: _, size = 1, ...metrics } = await readMetrics(logs);
    this.#examples += size;
    for (const [name, value] of Object.entries(metrics)) {
      this.#sums[name] = (this.#sums[name] ?? 0) + value * size;
    }
    if (performance.now() - this.#drawnAt >= REDRAW_EVERY_MS) this.#draw(batch + 1);
  }

  /**
   * @override
   * @param {number} epoch
   * @param {Logs} [logs]
   */
  async onEpochEnd(epoch, logs) {
    const seconds = (performance.now() - this.#epochStartedAt) / 1000;
    const metrics = this.#inOrder(await readMetrics(logs));
    this.#clear();
    if (this.#isCutShort(metrics)) return;
    this.#terminal.write(`${epochLine({ epoch, epochs: this.#epochs, seconds, metrics })}\n`);
  }

  /**
   * A run that threw leaves the moving line.
   *
   * @override
   */
  dispose() {
    this.#clear();
  }

  /** @param {number} batches that this epoch has behind it */
  #draw(batches) {
    const means = Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.#examples]);
    const line = liveLine({
      epoch: this.#epoch,
      epochs: this.#epochs,
      batches,
      batchesPerEpoch: this.#batchesPerEpoch,
      secondsLeft: this.#secondsLeft(batches),
      metrics: Object.fromEntries(means),
      // Some terminals report a width of 0.
      columns: this.#terminal.columns || 80,
      colors: this.#terminal.hasColors(),
    });
    this.#clear();
    this.#terminal.write(line);
    this.#drawnAt = performance.now();
  }

  #clear() {
    if (!this.#isLive) return;
    this.#terminal.cursorTo(0);
    this.#terminal.clearLine(1);
  }

  /** @param {number} batches */
  #secondsLeft(batches) {
    const secondsPerBatch = (performance.now() - this.#startedAt) / 1000 / this.#batchesDone;
    return secondsPerBatch * ((this.#epochs - this.#epoch) * (this.#batchesPerEpoch ?? Number.NaN) - batches);
  }

  /**
   * An epoch that training was stopped in the middle of ends without the validation that it was to have.
   *
   * @param {Record<string, number>} metrics
   */
  #isCutShort(metrics) {
    const isOfValidation = (/** @type {string} */ name) => name.startsWith('val_');
    const expected = /** @type {string[]} */ (this.params.metrics).some(isOfValidation);
    return expected && !Object.keys(metrics).some(isOfValidation);
  }

  /**
   * `fitDataset` puts the metrics of the validation first.
   *
   * @param {Record<string, number>} metrics
   */
  #inOrder(metrics) {
    const names = /** @type {string[]} */ (this.params.metrics).filter((name) => name in metrics);
    return Object.fromEntries([...names, ...Object.keys(metrics)].map((name) => [name, Number(metrics[name])]));
  }

  get #epochs() {
    return Number(this.params.epochs);
  }

  get #batchesPerEpoch() {
    const { steps, samples, batchSize } = this.params;
    if (steps) return Number(steps);
    return samples ? Math.ceil(Number(samples) / Number(batchSize)) : undefined;
  }
}
