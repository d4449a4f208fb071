import { Callback, type CallbackState, type Logs, MonitoredMetric, readMetrics } from '@cb/core';
import type { CheckpointFacts } from './catalog/facts.js';
import type { Moment } from './decision/moment.js';
import { SaveDecision } from './decision/save-decision.js';
import { SaveMessages } from './decision/save-messages.js';
import { SaveSchedule } from './decision/save-schedule.js';
import { type Destination, destinationOf } from './filepath/destination.js';
import { fillSafely, fillTemplate, refuseImpossible } from './filepath/format-filepath.js';
import { Interruption } from './interruption.js';
import { loadedFrom } from './load/loaded-from.js';
import { snapshotModel, snapshotWeights } from './model/model-snapshot.js';
import { refuseSameNames } from './model/weight-names.js';
import { type CheckpointRules, type ModelCheckpointOptions, readOptions } from './model-checkpoint-options.js';
import type { RemotePath } from './remote/remote-path.js';
import type { HandlerOf } from './store/handler-store.js';
import { type Order, SaveQueue } from './store/save-queue.js';

/**
 * Writes the model, or its weights, while it is trained.
 *
 * `filepath` is a path or `file://` URL, with replacement fields as in Python's `str.format`: `{epoch}`, counted from
 * 1, the metrics of the epoch, and within epochs `{batch}`, counted from 1. Its ending decides the format: `.keras`,
 * `.h5`, `.hdf5`, `.weights.h5` and `.safetensors` are files that Keras reads, anything else a TensorFlow.js directory.
 * A checkpoint is whole or absent, and is on the disk when the epoch ends, or with `async` when training ends; an older
 * one of the same name is replaced. `checkpoints.json` beside them lists what there is. For other places than files,
 * `filepath` is a path in a store of @cb/checkpoint-store, or a function that returns a handler. `best`, the count of
 * epochs and batches, and what is kept outlive a fit.
 *
 * @example
 * ```ts
 * const best = new ModelCheckpoint('checkpoints/{epoch:02d}-{val_loss:.2f}', { saveBestOnly: true });
 * await model.fit(xs, ys, { validationSplit: 0.2, callbacks: [best] });
 * const restored = await loadModel(best.bestPath);
 * ```
 *
 * @throws RangeError if `filepath` is malformed or names a metric that the fit does not report, if a number is out of
 * its range, if options exclude each other, or if a metric decides, `mode` is `'auto'`, and the metric's name does not
 * say which way is better.
 * @throws TypeError if an option is unknown or has the wrong type.
 * @throws Error in `onTrainBegin` if nothing can be written to `filepath`, if the format cannot hold the model, or if
 * two weights of the model have one name.
 *
 * @see keras/src/callbacks/model_checkpoint.py in Keras 3.15.1; differences are listed in the README
 */
export class ModelCheckpoint extends Callback {
  readonly #rules: CheckpointRules;
  readonly #destination: Destination;
  readonly #schedule: SaveSchedule;
  readonly #decision: SaveDecision;
  readonly #metric: MonitoredMetric | undefined;
  readonly #messages: SaveMessages;
  readonly #queue: SaveQueue;
  readonly #warned = new Set<string>();
  #epoch = 0;
  #interruption: Interruption | undefined;
  #bestPath: string | undefined;
  #lastPath: string | undefined;

  constructor(filepath: string | HandlerOf | RemotePath, options?: ModelCheckpointOptions) {
    super();
    this.#rules = readOptions(options);
    const { schedule, decision, verbose, strict, throwsErrors } = this.#rules;
    this.#destination = destinationOf(filepath, this.#rules);
    this.#queue = new SaveQueue(this.#destination.store, throwsErrors);
    this.#schedule = new SaveSchedule(schedule);
    this.#decision = new SaveDecision(decision);
    const metric = decision.monitor?.metric;
    this.#metric = metric === undefined ? undefined : new MonitoredMetric('ModelCheckpoint', metric, strict);
    this.#messages = new SaveMessages(verbose, metric, decision.bestOnly ? undefined : decision.topK);
  }

  /**
   * The best value of the metric that is, or is being, written, in all fits. Until there is one, and when no metric
   * decides, it is `initialValueThreshold`.
   */
  get best(): number | undefined {
    return this.#decision.best;
  }

  /** The name of the checkpoint that holds the best value; `undefined` before it was written. */
  get bestPath(): string | undefined {
    return this.#bestPath;
  }

  /** The name of the checkpoint that was written last; `undefined` before the first. */
  get lastPath(): string | undefined {
    return this.#lastPath;
  }

  override async onTrainBegin(): Promise<void> {
    const { template, store } = this.#destination;
    this.#warned.clear();
    this.#schedule.begin(performance.now());
    const reported: unknown = this.params?.metrics;
    if (Array.isArray(reported)) refuseImpossible(template, reported);
    refuseSameNames(this.model);
    // A topology that cannot be had is an error before training, not at the first save.
    if (!this.#rules.weightsOnly) this.model.toJSON(null, false);
    await store.begin({
      name: fillSafely(template, { epoch: 0 }),
      model: this.model,
      weightsOnly: this.#rules.weightsOnly,
      fit: this.params ?? this,
      warn: (sentence) => this.#warnOnce(sentence),
    });
    this.#metric?.begin(this.params, this.model);
    if (this.#rules.saveOnInterrupt) this.#interruption = Interruption.listen();
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    this.#epoch = epoch;
  }

  override async onBatchEnd(batch: number, logs?: Logs): Promise<void> {
    const moment = async () => {
      const { batch: _, size, ...metrics } = await readMetrics(logs);
      return { epoch: this.#epoch, batch, logs: metrics };
    };
    if (this.#schedule.batchEnded(performance.now())) await this.#consider(await moment());
    if (this.#interruption?.isNoted) await this.#interrupt(await moment());
  }

  override async onEpochEnd(epoch: number, logs?: Logs): Promise<void> {
    const moment = async () => ({ epoch, logs: await readMetrics(logs) });
    if (this.#schedule.epochEnded()) await this.#consider(await moment());
    if (this.#interruption?.isNoted) await this.#interrupt(await moment());
  }

  override async onTrainEnd(): Promise<void> {
    if (this.#interruption?.isNoted) await this.#interrupt({ epoch: this.#epoch });
  }

  /** Listens to signals no more. One that has come ends the process. */
  override dispose(): void {
    this.#interruption?.proceed();
    this.#interruption = undefined;
  }

  protected override saveState(): CallbackState {
    const paths = { bestPath: this.#bestPath ?? null, lastPath: this.#lastPath ?? null };
    const metric = this.#metric?.save() ?? null;
    return {
      values: { callback: 'ModelCheckpoint', ...this.#schedule.save(), ...this.#decision.save(), ...paths, metric },
    };
  }

  protected override loadState({ values }: CallbackState): void {
    this.#schedule.resume(values);
    this.#decision.resume(values);
    this.#metric?.resume(values.metric);
    this.#bestPath = (values.bestPath as string | null) ?? undefined;
    this.#lastPath = (values.lastPath as string | null) ?? undefined;
  }

  /** A checkpoint is due: writes it if it is worth it. */
  async #consider(moment: Moment): Promise<void> {
    const value = await this.#metric?.read(moment.epoch, moment.logs, this.model.stopTraining);
    const isWanted = this.#decision.wants(value);
    if (!isWanted && value !== undefined) this.#messages.notWanted(moment, this.best);
    if (!isWanted && !this.#rules.saveLast) return;
    await this.#queue.idle();
    const facts = this.#factsAt(moment);
    const orders = isWanted ? [this.#chosen(moment, value, facts)] : [];
    if (this.#rules.saveLast) orders.push(this.#besides('last', !isWanted));
    const { work } = await this.#begin(moment, facts, orders);
    if (this.#rules.isAsync) this.background(work);
    else await work;
    // A metric that was not there is an error, but no reason to lose a checkpoint. An epoch that was stopped in its
    // middle rightly has no validation.
    if (isWanted && !this.model.stopTraining) fillTemplate(this.#destination.template, moment);
  }

  /** The process is to end: writes what there is, and lets it end. */
  async #interrupt(moment: Moment): Promise<void> {
    // No metric decided about it.
    const { monitor: _, ...facts } = this.#factsAt(moment);
    const { work } = await this.#begin(moment, facts, [this.#besides('interrupted', true)]);
    await work.catch((error: Error) => console.warn(error.message));
    this.#interruption?.proceed();
    this.#interruption = undefined;
  }

  /** Takes the model as it is, and begins to write it. @returns the writing, not to be awaited here */
  async #begin(moment: Moment, facts: CheckpointFacts, orders: Order[]): Promise<{ work: Promise<void> }> {
    const snapshot = await (this.#rules.weightsOnly ? snapshotWeights : snapshotModel)(this.model);
    for (const what of snapshot.leftOut) this.#warnOnce(what);
    return { work: this.#queue.save({ moment, facts, snapshot, orders, spared: loadedFrom(this.model) }) };
  }

  /** The checkpoint that a decision is about. From here on the decision counts, unless the save fails. */
  #chosen(moment: Moment, value: number | undefined, { savedAt }: CheckpointFacts): Order {
    const name = this.#decision.freeName(fillSafely(this.#destination.template, moment));
    const from = this.best;
    const { isBest, displaced, undo } = this.#decision.commit({ name, moment, value, savedAt });
    this.#messages.saving(moment, name, isBest ? { from, to: value } : undefined);
    const written = () => {
      this.#lastPath = name;
      if (isBest) this.#bestPath = name;
      this.#messages.saved(moment, name);
    };
    return { name, displaced, written, failed: undo };
  }

  /** A checkpoint that no template names. @param isNewest it is the only one of its moment */
  #besides(word: string, isNewest: boolean): Order {
    const name = this.#destination.store.besides(word);
    const written = () => {
      if (isNewest) this.#lastPath = name;
    };
    return { name, written };
  }

  #factsAt({ epoch, batch, logs = {} }: Moment): CheckpointFacts {
    const { monitor } = this.#rules.decision;
    return {
      epoch: epoch + 1,
      ...(batch !== undefined && { batch: batch + 1 }),
      ...(this.model.optimizer && { step: this.model.optimizer.iterations }),
      savedAt: new Date().toISOString(),
      ...(monitor && { monitor: { metric: monitor.metric, direction: monitor.direction } }),
      metrics: { ...logs },
    };
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    console.warn(`ModelCheckpoint: ${message}`);
  }
}
