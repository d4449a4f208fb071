import {
  BestWeights,
  Callback,
  type CallbackState,
  getLearningRate,
  type Logs,
  MonitoredMetric,
  setLearningRate,
} from '@cb/core';
import { Monitor, type MonitorOptions, OptionReader, pythonRepr } from '@cb/core/monitor';
import { PlateauDecision } from './plateau-decision.js';

export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /**
   * What the rate is multiplied by: from 0 to below 1.
   * @defaultValue `0.1`
   */
  factor?: number | undefined;

  /**
   * Epochs without improvement after which the rate is lowered. `0` is treated like `1`.
   * @defaultValue `10`
   */
  patience?: number | undefined;

  /**
   * `1` prints when the rate is lowered, `0` prints nothing.
   * @defaultValue `0`
   */
  verbose?: number | undefined;

  /**
   * The smallest change that counts as an improvement, in the metric's own unit. The sign does not matter.
   * @defaultValue `1e-4`
   */
  minDelta?: number | undefined;

  /**
   * Epochs after a reduction in which nothing is counted, the epoch of the reduction included: `1` leaves out none.
   * @defaultValue `0`
   */
  cooldown?: number | undefined;

  /**
   * The rate below which it is not lowered.
   * @defaultValue `0`
   */
  minLr?: number | undefined;

  /**
   * Go back to the best weights whenever the rate is lowered, as the next epoch begins. Costs one more copy of the
   * weights in memory. What the optimizer remembers beside the rate, such as its momentum, stays.
   * @defaultValue `false`
   */
  restoreBestWeights?: boolean | undefined;

  /**
   * A metric that the fit does not report is an error instead of a warning.
   * @defaultValue `false`
   */
  strict?: boolean | undefined;
}

const EPOCHS = 'a whole number of epochs, 0 or more';

/**
 * Lowers the learning rate when a metric has stopped improving.
 *
 * The rate of each epoch is added to its logs as `learning_rate`, so it stands in the history that `fit` returns. One
 * instance may serve several `fit()` calls: its memory is cleared when training begins; the rate stays where it is.
 *
 * @example
 * ```ts
 * const callbacks = [new ReduceLROnPlateau({ factor: 0.5, patience: 3, minLr: 1e-5 })];
 * await model.fit(xs, ys, { validationSplit: 0.2, callbacks });
 * ```
 *
 * @throws RangeError if a number is out of its range, or if `mode` is `'auto'` and the metric's name does not say which
 * way is better.
 * @throws TypeError if an option is unknown or has the wrong type; when training begins, if it is not known how the
 * model's optimizer takes a new rate.
 *
 * @see keras/src/callbacks/reduce_lr_on_plateau.py in Keras 3.15.1; differences are listed in the README
 */
export class ReduceLROnPlateau extends Callback {
  readonly #metric: MonitoredMetric;
  readonly #decision: PlateauDecision;
  readonly #bestWeights: BestWeights;
  readonly #verbose: boolean;
  #goBack = false;

  constructor(options?: ReduceLROnPlateauOptions) {
    super();
    const read = new OptionReader('ReduceLROnPlateau', options);
    const monitor = Monitor.from(read, { minDelta: 1e-4 });
    this.#decision = new PlateauDecision(monitor, {
      factor: read.number('factor', 0.1, { min: 0, below: 1, meaning: 'a number from 0 to below 1, such as 0.1' }),
      patience: read.whole('patience', 10, { min: 0, meaning: EPOCHS }),
      cooldown: read.whole('cooldown', 0, { min: 0, meaning: EPOCHS }),
      minLr: read.number('minLr', 0, { min: 0, meaning: 'a learning rate, 0 or more' }),
    });
    this.#bestWeights = new BestWeights(read.flag('restoreBestWeights', false));
    this.#metric = new MonitoredMetric('ReduceLROnPlateau', monitor.metric, read.flag('strict', false));
    this.#verbose = read.verbose();
    read.done();
  }

  /** The best value of the metric in this run; `undefined` before an epoch reported a number. */
  get best(): number | undefined {
    return this.#decision.best;
  }

  /** Epochs without improvement that count towards `patience`. */
  get wait(): number {
    return this.#decision.wait;
  }

  /** Epochs that the cooldown still lasts. */
  get cooldownCounter(): number {
    return this.#decision.cooldownCounter;
  }

  override async onTrainBegin(): Promise<void> {
    // An optimizer that cannot take a new rate is an error before training, not when the rate is to be lowered.
    setLearningRate(this.model.optimizer, getLearningRate(this.model.optimizer));
    this.#decision.begin();
    this.#goBack = false;
    this.#metric.begin(this.params, this.model);
  }

  /** Only now, when every callback has seen the end of the epoch with the weights that its metrics belong to. */
  override async onEpochBegin(): Promise<void> {
    if (this.#goBack) this.#bestWeights.restore();
    this.#goBack = false;
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    const rate = getLearningRate(this.model.optimizer);
    // Another callback may have noted it already, before it lowered the rate itself.
    logs.learning_rate ??= rate;
    const value = await this.#metric.read(epoch, logs, this.model.stopTraining);
    if (value === undefined) return;
    const { improved, reduceTo } = this.#decision.judge(value, rate);
    if (improved) this.#bestWeights.keep(this.model);
    if (reduceTo !== undefined) this.#reduce(epoch, reduceTo);
  }

  /** Releases the copy of the best weights. */
  override dispose(): void {
    this.#bestWeights.dispose();
  }

  protected override saveState(): CallbackState {
    const values = { callback: 'ReduceLROnPlateau', goBack: this.#goBack, metric: this.#metric.save() };
    return { values: { ...values, ...this.#decision.save() }, ...this.#bestWeights.save() };
  }

  protected override loadState({ values, weights }: CallbackState): void {
    this.#decision.resume(values);
    this.#metric.resume(values.metric);
    this.#goBack = values.goBack === true;
    this.#bestWeights.resume(this.model, weights);
  }

  #reduce(epoch: number, rate: number): void {
    setLearningRate(this.model.optimizer, rate);
    this.#goBack = true;
    if (!this.#verbose) return;
    console.info(`\nEpoch ${epoch + 1}: ReduceLROnPlateau reducing learning rate to ${pythonRepr(rate)}.`);
  }
}
