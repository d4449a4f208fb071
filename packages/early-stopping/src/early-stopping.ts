import { BestWeights, Callback, type CallbackState, type Logs, MonitoredMetric } from '@cb/core';
import { Monitor, type MonitorOptions, OptionReader } from '@cb/core/monitor';
import { StopDecision, type StopReason } from './stop-decision.js';

export interface EarlyStoppingOptions extends MonitorOptions {
  /**
   * Epochs without improvement to allow before stopping: `3` stops after the third epoch in a row that did not improve.
   * `0` is treated like `1`.
   * @defaultValue `0`
   */
  patience?: number | undefined;

  /**
   * `1` prints when training stops and when weights are restored, `0` prints nothing.
   * @defaultValue `0`
   */
  verbose?: number | undefined;

  /**
   * A value of the metric to beat: until an epoch is better, improvements do not reset the patience.
   * @defaultValue none
   */
  baseline?: number | undefined;

  /**
   * Put the best epoch's weights back when training ends, early or not. Costs one more copy of the weights in memory.
   * @defaultValue `false`
   */
  restoreBestWeights?: boolean | undefined;

  /**
   * Epochs to leave out of account at the beginning. It is an index of epochs, so with `initialEpoch` the earlier ones
   * count as left out already.
   * @defaultValue `0`
   */
  startFromEpoch?: number | undefined;

  /**
   * Stop at once when the metric is NaN or infinite. Otherwise such an epoch is one without improvement.
   * @defaultValue `false`
   */
  checkFinite?: boolean | undefined;

  /**
   * Stop as soon as the metric is better than this.
   * @defaultValue none
   */
  stoppingThreshold?: number | undefined;

  /**
   * Stop as soon as the metric is worse than this.
   * @defaultValue none
   */
  divergenceThreshold?: number | undefined;

  /**
   * A metric that the fit does not report is an error instead of a warning.
   * @defaultValue `false`
   */
  strict?: boolean | undefined;
}

const EPOCHS = 'a whole number of epochs, 0 or more';

/**
 * Stops training once a metric has stopped improving.
 *
 * One instance may serve several `fit()` calls: its memory is cleared when training begins. An epoch that does not
 * report the metric does not count, and is warned about once a run.
 *
 * @example
 * ```ts
 * await model.fit(xs, ys, { validationSplit: 0.2, callbacks: [new EarlyStopping({ patience: 3 })] });
 * ```
 *
 * @throws RangeError if a number is out of its range, or if `mode` is `'auto'` and the metric's name does not say which
 * way is better.
 * @throws TypeError if an option is unknown or has the wrong type.
 *
 * @see keras/src/callbacks/early_stopping.py in Keras 3.15.1; differences are listed in the README
 */
export class EarlyStopping extends Callback {
  readonly #metric: MonitoredMetric;
  readonly #decision: StopDecision;
  readonly #bestWeights: BestWeights;
  readonly #verbose: boolean;

  constructor(options?: EarlyStoppingOptions) {
    super();
    const read = new OptionReader('EarlyStopping', options);
    const monitor = Monitor.from(read);
    const restoreBestWeights = read.flag('restoreBestWeights', false);
    this.#bestWeights = new BestWeights(restoreBestWeights);
    this.#decision = new StopDecision(monitor, {
      patience: read.whole('patience', 0, { min: 0, meaning: EPOCHS }),
      baseline: read.number('baseline', undefined),
      restoreBestWeights,
      startFromEpoch: read.whole('startFromEpoch', 0, { min: 0, meaning: EPOCHS }),
      checkFinite: read.flag('checkFinite', false),
      stoppingThreshold: read.number('stoppingThreshold', undefined),
      divergenceThreshold: read.number('divergenceThreshold', undefined),
    });
    this.#metric = new MonitoredMetric('EarlyStopping', monitor.metric, read.flag('strict', false));
    this.#verbose = read.verbose();
    read.done();
  }

  /** The best value of the metric in this run; `undefined` before an epoch reported a number. */
  get best(): number | undefined {
    return this.#decision.best;
  }

  /** The epoch of `best`, counted from 0. */
  get bestEpoch(): number {
    return this.#decision.bestEpoch;
  }

  /**
   * The epoch after which training was stopped, counted from 0. It is 0 when training was not stopped: see
   * `stopReason`.
   */
  get stoppedEpoch(): number {
    return this.#decision.stopReason?.epoch ?? 0;
  }

  /** Epochs since the last improvement. */
  get wait(): number {
    return this.#decision.wait;
  }

  /** Why this callback stopped training; `undefined` when it did not. */
  get stopReason(): StopReason | undefined {
    return this.#decision.stopReason;
  }

  override async onTrainBegin(): Promise<void> {
    this.#decision.begin();
    this.#metric.begin(this.params, this.model);
  }

  override async onEpochEnd(epoch: number, logs?: Logs): Promise<void> {
    const value = await this.#metric.read(epoch, logs, this.model.stopTraining);
    if (value === undefined) return;
    if (this.#decision.judge(epoch, value)) this.#bestWeights.keep(this.model);
    if (this.stopReason) this.model.stopTraining = true;
  }

  override async onTrainEnd(): Promise<void> {
    if (this.stopReason) this.#print(stopMessage(this.stopReason));
    if (!this.#bestWeights.held) return;
    this.#print(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.`);
    this.#bestWeights.restore();
  }

  /** Releases the copy of the best weights. */
  override dispose(): void {
    this.#bestWeights.dispose();
  }

  protected override saveState(): CallbackState {
    return {
      values: { callback: 'EarlyStopping', ...this.#decision.save(), metric: this.#metric.save() },
      ...this.#bestWeights.save(),
    };
  }

  protected override loadState({ values, weights }: CallbackState): void {
    this.#decision.resume(values);
    this.#metric.resume(values.metric);
    this.#bestWeights.resume(this.model, weights);
  }

  #print(message: string): void {
    if (this.#verbose) console.info(message);
  }
}

function stopMessage({ kind, epoch, metric, value }: StopReason): string {
  const message = `Epoch ${epoch + 1}: early stopping`;
  return kind === 'patience' ? message : `${message}, ${metric} is ${value} (${kind})`;
}
