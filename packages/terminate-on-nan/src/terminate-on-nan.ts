import { Callback, type CallbackState, DONE, type Logs, OptionReader, readMetric, readMetrics } from '@cb/core';
import { LastFinite } from './last-finite.js';
import { returnMessage, stopMessage } from './messages.js';
import { notFiniteMetrics, notFiniteWeights } from './not-finite.js';
import { resumeReason, type StopReason, saveReason } from './stop-reason.js';

export interface TerminateOnNaNOptions {
  /**
   * Throw an error instead of stopping: `fit()` rejects, and no `onEpochEnd` or `onTrainEnd` of any callback runs, such
   * as one that would remove a backup. Only what `restoreLastFinite` finds in the very last step is thrown in
   * `onTrainEnd`.
   * @defaultValue `false`
   */
  raiseError?: boolean | undefined;

  /**
   * Put the weights back, and what the optimizer remembers, that the last finite loss came from. Costs up to two more
   * copies of both in memory.
   * @defaultValue `false`
   */
  restoreLastFinite?: boolean | undefined;

  /**
   * When to look: at the loss of each batch, which is downloaded for it, or at the mean loss when an epoch ends, which
   * is not finite if that of any of its batches was not.
   * @defaultValue `'batch'`
   */
  checkFreq?: 'batch' | 'epoch' | undefined;
}

/**
 * Stops training once the loss is NaN or infinite, and says which batch it was and which weights have suffered.
 *
 * That is one warning, or with `raiseError` an error. One instance may serve several `fit()` calls.
 *
 * @example
 * ```ts
 * const guard = new TerminateOnNaN({ restoreLastFinite: true });
 * await model.fit(xs, ys, { callbacks: [guard] });
 * if (guard.stopReason) console.log('stopped in epoch', guard.stopReason.epoch + 1);
 * ```
 *
 * @throws RangeError or TypeError in the constructor if an option is unknown or cannot be what it is.
 * @throws Error in `onBatchEnd` or `onEpochEnd`, with `raiseError`, if the loss is NaN or infinite; in `onTrainEnd`,
 * with `restoreLastFinite` too, if the last step has spoilt weights.
 *
 * @see keras/src/callbacks/terminate_on_nan.py in Keras 3.15.1; differences are listed in the README
 */
export class TerminateOnNaN extends Callback {
  readonly #raiseError: boolean;
  readonly #checkFreq: 'batch' | 'epoch';
  readonly #lastFinite: LastFinite | undefined;
  #stopReason: StopReason | undefined;
  #epoch = 0;
  #batch: number | undefined;

  constructor(options?: TerminateOnNaNOptions) {
    super();
    const read = new OptionReader('TerminateOnNaN', options, '{ raiseError: true }');
    this.#raiseError = read.flag('raiseError', false);
    this.#lastFinite = read.flag('restoreLastFinite', false) ? new LastFinite() : undefined;
    this.#checkFreq = read.oneOf('checkFreq', 'batch', ['batch', 'epoch']);
    read.done();
  }

  /** What was not finite, and when; `undefined` while all is well. */
  get stopReason(): StopReason | undefined {
    return this.#stopReason;
  }

  override async onTrainBegin(): Promise<void> {
    this.#stopReason = undefined;
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    this.#epoch = epoch;
    await this.#lastFinite?.mark(this.model);
  }

  /**
   * Marked here, because other callbacks may have changed the weights since the last batch ended or the epoch began.
   */
  override onBatchBegin(batch: number): Promise<void> {
    const isToMark = this.#lastFinite && (batch === 0 || this.#checkFreq === 'batch');
    return isToMark ? this.#lastFinite.mark(this.model) : DONE;
  }

  override onBatchEnd(batch: number, logs?: Logs): Promise<void> {
    if (this.#checkFreq === 'epoch') return DONE;
    this.#batch = batch;
    return this.#check(logs);
  }

  override async onEpochEnd(_epoch: number, logs?: Logs): Promise<void> {
    if (this.#checkFreq === 'epoch') await this.#check(logs);
  }

  /** No loss speaks for what the last step has made of the weights, so they are looked at. */
  override async onTrainEnd(): Promise<void> {
    if (!this.#lastFinite || this.#stopReason) return;
    const weights = await notFiniteWeights(this.model);
    if (weights.length > 0) this.#tell(await this.#conclude({}, weights));
  }

  /** Releases the weights that it holds. */
  override dispose(): void {
    this.#lastFinite?.dispose();
  }

  protected override saveState(): CallbackState {
    return {
      values: { callback: 'TerminateOnNaN', stopReason: saveReason(this.#stopReason) },
      ...this.#lastFinite?.save(),
    };
  }

  protected override loadState({ values, weights }: CallbackState): void {
    this.#stopReason = resumeReason(values.stopReason);
    this.#lastFinite?.resume(this.model, weights);
  }

  #check(logs: Logs | undefined): Promise<void> {
    this.#stopReason = undefined;
    const loss = readMetric(logs, 'loss');
    return typeof loss === 'object' ? loss.then((value) => this.#judge(value, logs)) : this.#judge(loss, logs);
  }

  #judge(loss: number | undefined, logs: Logs | undefined): Promise<void> {
    if (loss === undefined) return DONE;
    if (!Number.isFinite(loss)) return this.#stop(logs);
    this.#lastFinite?.prove();
    return DONE;
  }

  async #stop(logs: Logs | undefined): Promise<void> {
    const metrics = notFiniteMetrics(await readMetrics(logs));
    this.#tell(await this.#conclude(metrics, await notFiniteWeights(this.model)));
    this.model.stopTraining = true;
  }

  #tell(message: string): void {
    if (this.#raiseError) {
      // No hook follows in which the weights would be released.
      this.#lastFinite?.dispose();
      throw new Error(message);
    }
    console.warn(message);
  }

  /** Notes what was not finite, and goes back if that is wanted. @returns what there is to say */
  async #conclude(metrics: StopReason['metrics'], weights: StopReason['weights']): Promise<string> {
    this.#stopReason = { epoch: this.#epoch, batch: this.#batch, metrics, weights };
    const message = stopMessage(this.#stopReason);
    const returned = await this.#lastFinite?.restore();
    if (!returned) return message;
    return message + returnMessage(returned, await notFiniteWeights(this.model));
  }
}
