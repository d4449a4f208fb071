import { Callback, type CallbackState, DONE, getLearningRate, type Logs, setLearningRate } from '@cb/core';
import { fromJSONNumber, OptionReader, pythonRepr, show, toJSONNumber } from '@cb/core/monitor';
import { batchesBefore } from './batches-before.js';
import { RateCourse } from './rate-course.js';
import type { Schedule } from './schedule.js';
import { scheduledRate } from './scheduled-rate.js';

export interface LearningRateSchedulerOptions {
  /**
   * `1` prints the rate as each epoch begins, `0` prints nothing.
   * @defaultValue `0`
   */
  verbose?: number | undefined;

  /**
   * What the steps of the schedule are: `'epoch'`, or `'batch'`, which are counted over all epochs.
   * @defaultValue `'epoch'`
   */
  interval?: 'epoch' | 'batch' | undefined;

  /**
   * Keep what others, such as ReduceLROnPlateau, take from the rate: when one has halved it, all that the schedule says
   * from then on is halved. A rate above the scheduled one lasts until the next step. Otherwise a schedule of the step
   * alone overwrites it, and warns of that once a run unless `false` was passed.
   * @defaultValue `false`
   */
  keepReductions?: boolean | undefined;
}

/**
 * Sets the learning rate by a schedule, as each epoch or each batch begins.
 *
 * The rate of each epoch, with `interval: 'batch'` that of its last batch, is added to its logs as `learning_rate`, so
 * it stands in the history that `fit` returns. One instance may serve several `fit()` calls.
 *
 * @example
 * ```ts
 * const schedule = cosineDecay({ initialLearningRate: 0.1, decaySteps: 20 });
 * await model.fit(xs, ys, { epochs: 20, callbacks: [new LearningRateScheduler(schedule)] });
 * ```
 *
 * @throws RangeError or TypeError if the schedule is no function, if an option is wrong or unknown, and, when an epoch
 * or a batch begins, if the schedule gives no finite number, 0 or more.
 * @throws TypeError when training begins, if it is not known how the model's optimizer takes a new rate.
 * @throws Error when training begins in a later epoch than the first, with `interval: 'batch'`, and how many batches
 * were before is not known.
 *
 * @see keras/src/callbacks/learning_rate_scheduler.py in Keras 3.15.1; differences are listed in the README
 */
export class LearningRateScheduler extends Callback {
  readonly #course: RateCourse;
  readonly #isByBatch: boolean;
  readonly #verbose: boolean;
  /** Whether a change by others would be lost, and nobody said that it may be. */
  readonly #warnsOfLosses: boolean;
  #warned = false;
  /** The number of batches that have begun, once it is known. */
  #batches: number | undefined;
  #epoch = 0;
  /** The rate that the last batch was trained with. */
  #trainedWith: number | undefined;

  /**
   * @param schedule what the rate is to be: `(step, rate) => number`. The step counts epochs, or batches, from 0; the
   * rate is the one so far.
   */
  constructor(schedule: Schedule, options?: LearningRateSchedulerOptions) {
    super();
    if (typeof schedule !== 'function') {
      throw new TypeError(
        `LearningRateScheduler: the schedule is ${show(schedule)}. ` +
          'Pass a function (step, rate) => rate, or a schedule such as cosineDecay({ … }).',
      );
    }
    const read = new OptionReader('LearningRateScheduler', options);
    this.#verbose = read.verbose();
    const interval = read.oneOf('interval', 'epoch', ['epoch', 'batch']);
    const keepsReductions = read.flag('keepReductions', false);
    this.#warnsOfLosses = schedule.length < 2 && !read.has('keepReductions');
    read.done();
    this.#isByBatch = interval === 'batch';
    this.#course = new RateCourse(
      (step, rate) => scheduledRate(schedule(step, rate), { step, rate, interval }),
      keepsReductions,
    );
  }

  override async onTrainBegin(): Promise<void> {
    // An optimizer that cannot take a new rate is an error before the first hook of an epoch.
    setLearningRate(this.model.optimizer, getLearningRate(this.model.optimizer));
    this.#course.begin();
    this.#batches = undefined;
    this.#warned = false;
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    this.#epoch = epoch;
    this.#trainedWith = undefined;
    if (this.#isByBatch) this.#batches ??= batchesBefore(epoch, this.params);
    else this.#print(this.#begin(epoch));
  }

  override onBatchBegin(batch: number): Promise<void> {
    if (!this.#isByBatch) return DONE;
    const step = this.#batches ?? 0;
    // Counted as it begins, so that at its end every callback finds the same state.
    this.#batches = step + 1;
    const rate = this.#begin(step);
    if (batch === 0) this.#print(rate, ' in its first batch');
    return DONE;
  }

  override onBatchEnd(): Promise<void> {
    this.#trainedWith = getLearningRate(this.model.optimizer);
    return DONE;
  }

  override async onEpochEnd(_epoch: number, logs: Logs = {}): Promise<void> {
    // Another callback may have noted it already, or changed the rate as the epoch ended.
    logs.learning_rate ??= this.#trainedWith ?? getLearningRate(this.model.optimizer);
  }

  protected override saveState(): CallbackState {
    const rate = this.model && getLearningRate(this.model.optimizer);
    const batches = toJSONNumber(this.#batches);
    return { values: { callback: 'LearningRateScheduler', batches, ...this.#course.save(rate) } };
  }

  protected override loadState({ values }: CallbackState): void {
    this.#batches = fromJSONNumber(values.batches);
    this.#course.resume(values);
  }

  /** Sets the rate of a step. */
  #begin(step: number): number {
    const { optimizer } = this.model;
    const before = getLearningRate(optimizer);
    const isChanged = this.#course.isChanged(before);
    const rate = this.#course.next(step, before);
    if (isChanged) this.#warnOfLoss(before, rate);
    // In SGD and Momentum each setting makes a tensor.
    if (rate !== before) setLearningRate(optimizer, rate);
    this.#course.leave(rate === before ? before : getLearningRate(optimizer));
    return rate;
  }

  #warnOfLoss(before: number, rate: number): void {
    if (!this.#warnsOfLosses || this.#warned || before === rate) return;
    this.#warned = true;
    console.warn(
      `LearningRateScheduler: in epoch ${this.#epoch + 1} it sets the learning rate to ${rate}, and the ${before} that ` +
        'another callback had set is lost. Pass `keepReductions: true` to keep such changes, or false if that is meant.',
    );
  }

  #print(rate: number, when = ''): void {
    if (!this.#verbose) return;
    console.info(
      `\nEpoch ${this.#epoch + 1}: LearningRateScheduler setting learning rate to ${pythonRepr(rate)}${when}.`,
    );
  }
}
