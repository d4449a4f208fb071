import { Callback, type CallbackState, type Logs, MonitoredMetric, OptionReader, readMetrics, show } from '@cb/core';
import type { TrialContext } from './trial/context.js';
import { fatal } from './trial/fatal.js';

export interface SweepReporterOptions {
  /**
   * The metric to report, where this trial has another name for that of the sweep.
   * @defaultValue the metric of the sweep
   */
  monitor?: string | undefined;

  /**
   * A metric that does not come is an error, which ends the sweep; otherwise it is one warning.
   * @defaultValue `true`
   */
  strict?: boolean | undefined;

  /**
   * `1` prints what the sweep decides, `0` prints nothing.
   * @defaultValue `0`
   */
  verbose?: number | undefined;
}

/**
 * Reports each epoch of a trial to its sweep, and ends the training when the sweep says so: because others do better,
 * or because the machine is to be given back.
 *
 * An epoch that was reported by an earlier attempt counts once. When the machine is to be given back, training ends
 * with an error at the first batch of the next epoch, once every callback has seen that epoch begin: by then
 * `BackupAndRestore` has written its backup, and does not remove it. Let it stand behind the callbacks that add
 * metrics.
 *
 * @example
 * ```ts
 * export default async (context) => {
 *   await model.fit(xs, ys, { epochs: 50, callbacks: [new SweepReporter(context)] });
 * };
 * ```
 *
 * @throws TypeError or RangeError for a wrong option, and if it gets no context
 * @throws Error in `onTrainBegin` if `strict` and the metric cannot come
 */
export class SweepReporter extends Callback {
  readonly #context: TrialContext;
  readonly #metric: string;
  readonly #monitored: MonitoredMetric;
  readonly #verbose: boolean;
  #isLeaving = false;

  /** @param context what the trial has got */
  constructor(context: TrialContext, options?: SweepReporterOptions) {
    super();
    if (typeof context?.report !== 'function') {
      throw new TypeError(
        `SweepReporter: the context is ${show(context)}. Pass what the function of the trial has got.`,
      );
    }
    this.#context = context;
    const read = new OptionReader('SweepReporter', options);
    this.#metric = read.string('monitor', context.metric);
    this.#monitored = new MonitoredMetric('SweepReporter', this.#metric, read.flag('strict', true));
    this.#verbose = read.verbose();
    read.done();
  }

  override async onTrainBegin(): Promise<void> {
    this.#isLeaving = false;
    orFatal(() => this.#monitored.begin(this.params, this.model));
  }

  override async onEpochBegin(): Promise<void> {
    this.#isLeaving = this.#context.signal.aborted;
  }

  override async onBatchBegin(): Promise<void> {
    if (this.#isLeaving) throw this.#context.signal.reason;
  }

  override async onEpochEnd(epoch: number, logs?: Logs): Promise<void> {
    const isStopping = this.model.stopTraining;
    const value = await this.#monitored.read(epoch, logs, isStopping).catch((error) => {
      throw fatal(error);
    });
    if (value === undefined) return;
    const verdict = await this.#context.report(epoch + 1, value, await readMetrics(logs));
    if (verdict === 'continue') return;
    this.model.stopTraining = true;
    if (this.#verbose) console.info(`SweepReporter: trial ${this.#context.trial} stops after epoch ${epoch + 1}.`);
  }

  protected override saveState(): CallbackState {
    return { values: { callback: 'SweepReporter', monitored: this.#monitored.save() } };
  }

  protected override loadState({ values }: CallbackState): void {
    this.#monitored.resume(values.monitored);
  }
}

/** What is wrong with the metric would be wrong in every trial. */
function orFatal(action: () => void): void {
  try {
    action();
  } catch (error) {
    throw fatal(error as Error);
  }
}
