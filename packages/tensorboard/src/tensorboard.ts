import { Callback, getLearningRate, type Logs, OptionReader, optionError, readMetrics } from '@cb/core';
import { localDirectory } from './local-directory.js';
import { SummaryWriter } from './summary-writer.js';

export interface TensorBoardOptions {
  /**
   * The directory that `tensorboard --logdir` is given, or one below it, as a path or a `file://` URL. The run's files go
   * to `train` and `validation` inside it.
   * @defaultValue `'./logs'`
   */
  logDir?: string | undefined;

  /**
   * How often metrics are written beside those of each epoch: `'epoch'` not at all, `'batch'` after each batch, a number
   * after that many batches. Each time costs a download of the batch's metrics from the device.
   * @defaultValue `'epoch'`
   */
  updateFreq?: 'epoch' | 'batch' | number | undefined;
}

/**
 * Writes metrics and the learning rate for TensorBoard.
 *
 * | directory | curve | step |
 * |---|---|---|
 * | `train` | `epoch_<metric>`, `epoch_learning_rate` | epoch, from 0 |
 * | `train` | `batch_<metric>`, by `updateFreq` | batch of all epochs, from 1 |
 * | `validation` | `epoch_<metric>` | epoch, from 0 |
 * | `validation` | `evaluation_<metric>_vs_iterations` | steps of the optimizer |
 *
 * Files are written at the end of each epoch, and every two seconds between. Each `fit` writes new files and replaces
 * what earlier ones in `logDir` say about the same steps, so a fit with `initialEpoch` continues the curves. There the
 * batches are counted on from the optimizer's steps.
 *
 * @example
 * ```ts
 * await model.fit(xs, ys, { validationSplit: 0.2, callbacks: [new TensorBoard({ logDir: 'logs/first' })] });
 * ```
 *
 * @see keras/src/callbacks/tensorboard.py in Keras 3.15.1; differences are listed in the README
 */
export class TensorBoard extends Callback {
  readonly #logDir: string;
  readonly #batchesPerUpdate: number;
  readonly #writers = new Map<Run, SummaryWriter>();
  #begun = false;
  #batches = 0;
  #validationStart = 0;
  #hasWarned = false;

  constructor(options?: TensorBoardOptions) {
    super();
    const read = new OptionReader<TensorBoardOptions>('TensorBoard', options);
    const logDir = read.string('logDir', './logs');
    this.#logDir = localDirectory(logDir, (remedy) => optionError('TensorBoard', 'logDir', logDir, remedy));
    const meaning = 'a whole number of batches, 1 or more';
    this.#batchesPerUpdate = batchesPerUpdate(
      read.wordOrWhole('updateFreq', 'epoch', ['epoch', 'batch'], { min: 1, meaning }),
    );
    read.done();
  }

  /** Makes the file and reads the rate, so that what is wrong with either is said before training, not after an epoch. */
  override async onTrainBegin(): Promise<void> {
    this.#begun = false;
    this.#batches = 0;
    this.#hasWarned = false;
    this.#learningRate();
    await this.#writer('train').flush();
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    if (epoch > 0) this.#batches = this.model.optimizer.iterations;
    this.#writer('train').start(this.#firstStep(epoch));
    // There curves over epochs and over the optimizer's steps stand side by side.
    this.#validationStart = epoch === 0 ? 0 : Math.max(epoch, this.#batches + 1);
  }

  override async onBatchEnd(_batch: number, logs?: Logs): Promise<void> {
    this.#batches++;
    if (this.#batches % this.#batchesPerUpdate !== 0) return;
    const { batch, size, ...metrics } = await readMetrics(logs);
    const train = this.#writer('train');
    for (const [name, value] of Object.entries(metrics)) train.scalar(`batch_${name}`, value, this.#batches);
  }

  override async onEpochEnd(epoch: number, logs?: Logs): Promise<void> {
    const { iterations } = this.model.optimizer;
    // A callback before this one may have lowered the rate already; then the logs have the one of this epoch.
    const metrics = { ...this.#learningRate(), ...(await readMetrics(logs)) };
    for (const [name, value] of Object.entries(metrics)) {
      if (name.startsWith('val_')) {
        const metric = name.slice('val_'.length);
        this.#writer('validation').scalar(`epoch_${metric}`, value, epoch);
        this.#writer('validation').scalar(`evaluation_${metric}_vs_iterations`, value, iterations);
      } else {
        this.#writer('train').scalar(`epoch_${name}`, value, epoch);
      }
    }
    await Promise.all(Array.from(this.#writers.values(), (writer) => writer.flush()));
  }

  /** Writes what is left of a run, also of one that threw. @throws Error if that fails */
  override async dispose(): Promise<void> {
    const writers = [...this.#writers.values()];
    this.#writers.clear();
    await Promise.all(writers.map((writer) => writer.close()));
  }

  #writer(run: Run): SummaryWriter {
    let writer = this.#writers.get(run);
    if (writer === undefined) {
      writer = new SummaryWriter(`${this.#logDir}/${run}`);
      if (run === 'validation') writer.start(this.#validationStart);
      this.#writers.set(run, writer);
    }
    return writer;
  }

  /** The optimizer's rate, as a metric. Without one the curve is left out, with a warning a run. */
  #learningRate(): { learning_rate?: number } {
    try {
      return { learning_rate: getLearningRate(this.model.optimizer) };
    } catch (error) {
      const { message } = error as Error;
      if (!this.#hasWarned) console.warn(`TensorBoard: the curve \`epoch_learning_rate\` is left out. ${message}`);
      this.#hasWarned = true;
      return {};
    }
  }

  /**
   * The step from which this run replaces what earlier runs left in `train`. Epochs and batches share that directory but
   * not their steps: where batches are written, the step is theirs, or a resumed run would drop all earlier batches.
   */
  #firstStep(epoch: number): number {
    const epochsOnly = this.#batchesPerUpdate === Number.POSITIVE_INFINITY;
    return epochsOnly || epoch === 0 ? epoch : Math.max(epoch, this.#batches + 1);
  }
}

/** The directories below `logDir`, which TensorBoard shows as runs. */
type Run = 'train' | 'validation';

function batchesPerUpdate(updateFreq: 'epoch' | 'batch' | number): number {
  if (typeof updateFreq === 'number') return updateFreq;
  return updateFreq === 'batch' ? 1 : Number.POSITIVE_INFINITY;
}
