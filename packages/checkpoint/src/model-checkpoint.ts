import { Callback, type CallbackState, type Logs, MonitoredMetric, readMetrics } from '@cb/core';
import { type Mode, Monitor, OptionReader, optionError } from '@cb/core/monitor';
import type { io } from '@tensorflow/tfjs-core';
import { fileHandler, refuseUnwritable } from './file-handler.js';
import { fillSafely, fillTemplate, type Moment, refuseImpossible } from './format-filepath.js';
import { modelArtifacts, weightArtifacts } from './model-artifacts.js';
import { SaveDecision } from './save-decision.js';
import { failedSave } from './save-error.js';
import { type SaveMessages, saveMessages } from './save-messages.js';
import { Template } from './template.js';
import { refuseSameNames } from './weight-names.js';

/** Where a checkpoint goes that is not a file: given its name and its moment, a handler whose `save` takes the model. */
export type HandlerOf = (name: string, moment: Moment) => io.IOHandler | Promise<io.IOHandler>;

export interface ModelCheckpointOptions {
  /**
   * The metric that `saveBestOnly` watches, as TensorFlow.js reports it: `loss`, `acc`, `val_loss`, `val_acc`, …
   * @defaultValue `'val_loss'`
   */
  monitor?: string | undefined;

  /**
   * `1` prints each decision, `0` prints nothing.
   * @defaultValue `0`
   */
  verbose?: number | undefined;

  /**
   * Write a checkpoint only when the metric is better than at every checkpoint before, earlier fits included.
   * @defaultValue `false`
   */
  saveBestOnly?: boolean | undefined;

  /**
   * Write the weights alone, to be read by `loadWeights` into a model that is there already. Otherwise the topology and
   * the state of the optimizer are written too, and `loadModel` needs nothing else.
   * @defaultValue `false`
   */
  saveWeightsOnly?: boolean | undefined;

  /**
   * Which way is better. `'auto'` reads it from the metric's name; a name that says nothing is an error.
   * @defaultValue `'auto'`
   */
  mode?: Mode | undefined;

  /**
   * Epochs from one checkpoint to the next. With `saveBestOnly`, the epochs between are not looked at.
   * @defaultValue `1`
   */
  period?: number | undefined;
}

/** The name that a function as `filepath` is called with. */
const NAME_FOR_HANDLER = 'epoch-{epoch:02d}';

/**
 * Writes the model, or its weights, at the end of epochs.
 *
 * `filepath` is the path or `file://` URL of a directory, with replacement fields as in Python's `str.format`:
 * `{epoch}`, counted from 1, and the metrics of the epoch. A checkpoint is on the disk when the epoch ends, and is whole
 * or absent; an older one of the same name is replaced. For other places than files, `filepath` is a function that
 * returns a handler. `best` and the count of epochs outlive a fit.
 *
 * @example
 * ```ts
 * const best = new ModelCheckpoint('checkpoints/{epoch:02d}-{val_loss:.2f}', { saveBestOnly: true });
 * await model.fit(xs, ys, { validationSplit: 0.2, callbacks: [best] });
 * const restored = await loadModel(best.bestPath);
 * ```
 *
 * @throws RangeError if `filepath` is malformed or names a metric that the fit does not report, if a number is out of
 * its range, or if `saveBestOnly` is set, `mode` is `'auto'`, and the metric's name does not say which way is better.
 * @throws TypeError if an option is unknown or has the wrong type.
 * @throws Error in `onTrainBegin` if nothing can be written to `filepath`, or if two weights of the model have one name.
 *
 * @see keras/src/callbacks/model_checkpoint.py in Keras 3.15.1; differences are listed in the README
 */
export class ModelCheckpoint extends Callback {
  readonly #template: Template;
  readonly #handlerOf: HandlerOf;
  readonly #isPath: boolean;
  readonly #decision: SaveDecision;
  readonly #metric: MonitoredMetric | undefined;
  readonly #weightsOnly: boolean;
  readonly #messages: SaveMessages;
  readonly #warned = new Set<string>();
  #bestPath: string | undefined;
  #lastPath: string | undefined;

  constructor(filepath: string | HandlerOf, options?: ModelCheckpointOptions) {
    super();
    const isFunction = typeof filepath === 'function';
    this.#template = isFunction ? new Template(NAME_FOR_HANDLER) : templateOf(filepath);
    this.#handlerOf = isFunction ? filepath : fileHandler;
    this.#isPath = !isFunction;
    const read = new OptionReader('ModelCheckpoint', options);
    const monitor = monitorOf(read);
    const period = read.whole('period', 1, { min: 1, meaning: 'a whole number of epochs, 1 or more' });
    this.#decision = new SaveDecision(period, monitor);
    this.#metric = monitor && new MonitoredMetric('ModelCheckpoint', monitor.metric);
    this.#weightsOnly = read.flag('saveWeightsOnly', false);
    this.#messages = saveMessages(read.verbose(), monitor?.metric);
    read.done();
  }

  /** With `saveBestOnly`, the best value of the metric that was written, in all fits; `undefined` before. */
  get best(): number | undefined {
    return this.#decision.best;
  }

  /** With `saveBestOnly`, the name of the checkpoint that holds the best value; `undefined` before it was written. */
  get bestPath(): string | undefined {
    return this.#bestPath;
  }

  /** The name of the checkpoint that was written last; `undefined` before the first. */
  get lastPath(): string | undefined {
    return this.#lastPath;
  }

  override async onTrainBegin(): Promise<void> {
    this.#warned.clear();
    const reported: unknown = this.params?.metrics;
    if (Array.isArray(reported)) refuseImpossible(this.#template, reported);
    refuseSameNames(this.model);
    if (this.#isPath) await refuseUnwritable('ModelCheckpoint', fillSafely(this.#template, { epoch: 0 }));
    this.#metric?.begin(this.params);
  }

  override async onEpochEnd(epoch: number, logs?: Logs): Promise<void> {
    if (!this.#decision.due()) return;
    const value = await this.#metric?.read(epoch, logs, this.model.stopTraining);
    if (this.#decision.wants(value)) await this.#save({ epoch, logs: await readMetrics(logs) }, value);
    else if (value !== undefined) this.#messages.notImproved(epoch, this.best);
  }

  protected override saveState(): CallbackState {
    const paths = { callback: 'ModelCheckpoint', bestPath: this.#bestPath ?? null, lastPath: this.#lastPath ?? null };
    return { values: { ...this.#decision.save(), ...paths } };
  }

  protected override loadState({ values }: CallbackState): void {
    this.#decision.resume(values);
    this.#bestPath = (values.bestPath as string | null) ?? undefined;
    this.#lastPath = (values.lastPath as string | null) ?? undefined;
  }

  async #save(moment: Moment, value: number | undefined): Promise<void> {
    const name = fillSafely(this.#template, moment);
    this.#messages.saving(moment.epoch, name, value, this.best);
    const { artifacts, leftOut } = await (this.#weightsOnly ? weightArtifacts : modelArtifacts)(this.model);
    const handler = await this.#handlerOf(name, moment);
    if (!handler?.save) {
      throw new TypeError('ModelCheckpoint: `filepath` returned no handler with a save(). Return a tf.io.IOHandler.');
    }
    const result = await handler.save(artifacts);
    if (result?.errors?.length) throw failedSave(name, result.errors);
    this.#decision.written(value);
    this.#lastPath = name;
    if (this.#metric) this.#bestPath = name;
    this.#messages.saved(moment.epoch, name);
    for (const what of leftOut) this.#warnOnce(what);
    // A metric that was not there is an error, but no reason to lose a checkpoint. An epoch that was stopped in its
    // middle rightly has no validation.
    if (!this.model.stopTraining) fillTemplate(this.#template, moment);
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    console.warn(`ModelCheckpoint: ${message}`);
  }
}

/** The monitor that decides, or nothing: a metric that is not used may have any name. */
function monitorOf(read: OptionReader<ModelCheckpointOptions>): Monitor | undefined {
  const monitor = read.string('monitor', 'val_loss');
  const mode = read.oneOf<Mode>('mode', 'auto', ['auto', 'min', 'max']);
  if (!read.flag('saveBestOnly', false)) return undefined;
  return Monitor.from(new OptionReader(read.owner, { monitor, mode }));
}

function templateOf(filepath: unknown): Template {
  const refuse = (remedy: string, kind?: ErrorConstructor) =>
    optionError('ModelCheckpoint', 'filepath', filepath, remedy, kind);
  if (typeof filepath !== 'string') {
    throw refuse('Pass a path, a file:// URL, or a function that returns a tf.io.IOHandler.', TypeError);
  }
  if (filepath === '') throw refuse('Pass the path of a directory.');
  const ending = /\.(h5|hdf5|keras|safetensors)$/i.exec(filepath)?.[0];
  if (ending) throw refuse(`${ending} files cannot be written. Leave the ending out: a directory is written.`);
  const template = new Template(filepath);
  if (template.names.includes('batch')) throw refuse('A checkpoint is written at the end of an epoch. Use `{epoch}`.');
  fileHandler(fillSafely(template, { epoch: 0 }));
  return template;
}
