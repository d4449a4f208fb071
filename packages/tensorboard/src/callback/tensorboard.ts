import { Callback, getLearningRate, type Logs, readMetrics } from '@cb/core';
import { BatchMetrics } from './batch-metrics.js';
import { type Embedding, embeddingsOf } from './embeddings.js';
import { logEpochMetrics } from './epoch-metrics.js';
import { firstSteps } from './first-steps.js';
import { type GradientData, gradientData } from './gradients.js';
import { logEmbeddings, logGradients, logWeights } from './model-summaries.js';
import { namedWeights } from './model-weights.js';
import { Pace } from './pace.js';
import { RunWriters } from './run-writers.js';
import { readSettings, type Settings } from './settings.js';
import type { TensorBoardOptions } from './tensorboard-options.js';

const UNUSED_DATA =
  'TensorBoard: option `embeddingsData` is not used: all layers shown are embedding layers, and their weights are ' +
  'shown. Name another layer in `embeddingsLayerNames`, or leave the data out.';

const STRICT = 'pass `strict: true` to end it instead.';
const AGAIN = 'TensorBoard: files can be written again, and the curves go on. What was logged between is lost.';

/**
 * Writes for TensorBoard what happens in training.
 *
 * | directory | what | step |
 * |---|---|---|
 * | `train` | `epoch_<metric>`, `epoch_learning_rate`, `epoch_steps_per_second` | epoch, from 0 |
 * | `train` | `batch_<metric>`, `batch_steps_per_second`, by `updateFreq` | batch of all epochs, from 1 |
 * | `train` | `<weight>/histogram`, `<weight>/image`, `<weight>_grad`, by `histogramFreq` | epoch, from 0 |
 * | `train` | the model's graph, and the projector's files | |
 * | `validation` | `epoch_<metric>` | epoch, from 0 |
 * | `validation` | `evaluation_<metric>_vs_iterations` | steps of the optimizer |
 * | `logDir` itself | `hparams`, and how the training ended | |
 *
 * Files are written at the end of each epoch, and every two seconds between; for a slow disk training does not wait,
 * but for the write before. Metrics of batches are read many at once. Each `fit` writes new files and replaces what
 * earlier ones in `logDir` say about the same steps, so a fit with `initialEpoch` continues the curves. There the
 * batches are counted on from the optimizer's steps.
 *
 * When a write fails, a warning says so and training goes on; a new file is tried with the next epoch or, by
 * `updateFreq`, after two seconds, and what was logged between is lost. With `strict: true` it is an error. When
 * training throws, `dispose()` or the next `fit` writes what is left, and that the training failed.
 *
 * @example
 * ```ts
 * await model.fit(xs, ys, { validationSplit: 0.2, callbacks: [new TensorBoard({ logDir: 'logs/first' })] });
 * ```
 *
 * @see keras/src/callbacks/tensorboard.py in Keras 3.15.1; differences are listed in the README
 */
export class TensorBoard extends Callback {
  readonly #settings: Settings;
  readonly #pace = new Pace();
  readonly #batchMetrics = new BatchMetrics();
  #writers: RunWriters | undefined;
  #gradientData: GradientData | undefined;
  #embeddings: Embedding[] = [];
  #graph: object | undefined;
  #status: 'success' | 'failure' = 'failure';
  #begun = false;
  #batches = 0;
  #hasWarned = false;
  /** The graph was logged a second time. */
  #hasRepeated = false;

  /** @throws RangeError or TypeError for an option that cannot work */
  constructor(options?: TensorBoardOptions) {
    super();
    this.#settings = readSettings(options);
  }

  /** Checks the options against the model, and makes the file, so that what is wrong is said before training. */
  override async onTrainBegin(): Promise<void> {
    const { histogramFreq, writeGrads, gradsData, batchSize, embeddingsFreq, embeddingsData } = this.#settings;
    this.#status = 'failure';
    this.#begun = false;
    this.#batches = 0;
    this.#hasWarned = false;
    this.#hasRepeated = false;
    this.#learningRate();
    // A loop may train what has no layers.
    if (histogramFreq > 0) namedWeights(this.model);
    this.#gradientData = writeGrads && gradsData ? gradientData(this.model, gradsData, batchSize) : undefined;
    this.#embeddings = embeddingsFreq > 0 ? embeddingsOf(this.model, this.#settings) : [];
    if (embeddingsData && embeddingsFreq > 0 && !this.#embeddings.some(({ usesData }) => usesData)) {
      this.#warn(UNUSED_DATA);
    }
    await this.#runs.open('train');
    await this.#logHParams(this.#runs);
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    this.#pace.beginEpoch();
    if (this.#begun) return this.#tryAgain(this.#runs);
    this.#begun = true;
    if (epoch > 0 || this.params?.initialBatch) this.#batches = this.model.optimizer.iterations;
    this.#runs.start(firstSteps(epoch, this.#batches, Number.isFinite(this.#settings.batchesPerUpdate)));
    this.#graph = this.#settings.writeGraph ? this.#readGraph() : undefined;
    await this.#logGraph(this.#runs);
  }

  override async onBatchBegin(): Promise<void> {
    this.#pace.beginBatch();
  }

  override async onBatchEnd(_batch: number, logs?: Logs): Promise<void> {
    const { batchesPerUpdate, writeStepsPerSecond } = this.#settings;
    this.#batches++;
    if (this.#batches % batchesPerUpdate !== 0) return;
    const stepsPerSecond = writeStepsPerSecond ? this.#pace.ofBatch() : undefined;
    this.#batchMetrics.add(readMetrics(logs), stepsPerSecond, this.#batches);
    const { isDue, isFull } = this.#batchMetrics;
    if (isDue) await this.#tryAgain(this.#runs);
    if (isDue || isFull) await this.#logBatches(this.#runs);
    if (isDue) await this.#flush();
  }

  override async onEpochEnd(epoch: number, logs?: Logs): Promise<void> {
    const { histogramFreq, writeImages, embeddingsFreq, writeStepsPerSecond } = this.#settings;
    const stepsPerSecond = this.#pace.ofEpoch();
    await this.#logBatches(this.#runs);
    // A callback before this one may have lowered the rate already; then the logs have the one of this epoch.
    const metrics: Record<string, number> = { ...this.#learningRate(), ...(await readMetrics(logs)) };
    if (writeStepsPerSecond) metrics.steps_per_second = stepsPerSecond;
    logEpochMetrics(this.#runs, metrics, epoch, this.model.optimizer.iterations);
    if (!this.#runs.hasFailed('train')) {
      if (isDue(epoch, histogramFreq)) {
        await logWeights(this.#runs, this.model, epoch, writeImages);
        if (this.#gradientData) await logGradients(this.#runs, this.model, this.#gradientData, epoch);
      }
      if (isDue(epoch, embeddingsFreq)) await logEmbeddings(this.#runs, this.#embeddings);
    }
    await this.#flush();
  }

  override async onTrainEnd(): Promise<void> {
    // A loop that was left early tells.
    this.#status = this.params?.unfinished ? 'failure' : 'success';
  }

  /** Writes what is left of a run, also of one that threw. @throws Error if that fails, with `strict: true` */
  override async dispose(): Promise<void> {
    const writers = this.#writers;
    this.#writers = undefined;
    if (writers === undefined) return;
    try {
      await this.#tryAgain(writers);
      await this.#logBatches(writers);
      if (writers.isUsed('hparams')) await writers.log('hparams', (writer) => writer.hparamsEnd(this.#status));
    } finally {
      await writers.close();
    }
  }

  #logBatches(runs: RunWriters): Promise<void> {
    return this.#batchMetrics.log((metrics, step, time) => runs.scalars('train', 'batch_', metrics, step, time));
  }

  /** Goes on with new files after a write that failed. */
  async #tryAgain(runs: RunWriters): Promise<void> {
    if (!runs.isDown) return;
    await this.settled();
    const renewed = await runs.tryAgain();
    if (renewed.includes('hparams')) await this.#logHParams(runs);
    // The file that had it may be gone. Once, because it may be what cannot be written.
    if (!renewed.includes('train') || this.#hasRepeated) return;
    this.#hasRepeated = true;
    await this.#logGraph(runs);
  }

  /** Has what was logged written while training goes on, when the flush before is over. */
  async #flush(): Promise<void> {
    await this.settled();
    this.background(this.#runs.flush());
  }

  async #logHParams(runs: RunWriters): Promise<void> {
    const { hparams } = this.#settings;
    if (hparams) await runs.log('hparams', (writer) => writer.hparams(hparams));
  }

  async #logGraph(runs: RunWriters): Promise<void> {
    const graph = this.#graph;
    if (graph) await runs.log('train', (writer) => writer.graph(graph));
  }

  #readGraph(): object | undefined {
    try {
      return this.model.toJSON(undefined, false) as object;
    } catch (error) {
      this.#leaveOut('the graph', error);
      return undefined;
    }
  }

  /** The optimizer's rate, as a metric. Without one the curve is left out, which is said once a run. */
  #learningRate(): { learning_rate?: number } {
    try {
      return { learning_rate: getLearningRate(this.model.optimizer) };
    } catch (error) {
      if (!this.#hasWarned) this.#leaveOut('the curve `epoch_learning_rate`', error);
      this.#hasWarned = true;
      return {};
    }
  }

  get #runs(): RunWriters {
    this.#writers ??= new RunWriters(this.#settings.place, {
      failed: (failure, isFinal) => {
        if (this.#settings.strict) throw failure;
        const until = isFinal ? '' : ' until they can be written again';
        console.warn(`${failure.message} Training goes on without TensorBoard's files${until}; ${STRICT}`);
      },
      recovered: () => console.warn(AGAIN),
      leftOut: (failure) => {
        if (this.#settings.strict) throw failure;
        console.warn(`${failure.message} Training goes on without it; ${STRICT}`);
      },
    });
    return this.#writers;
  }

  #leaveOut(what: string, cause: unknown): void {
    this.#warn(`TensorBoard: ${what} is left out. ${(cause as Error).message}`);
  }

  /** @throws Error instead, with `strict: true` */
  #warn(message: string): void {
    if (this.#settings.strict) throw new Error(message);
    console.warn(message);
  }
}

function isDue(epoch: number, frequency: number): boolean {
  return frequency > 0 && epoch % frequency === 0;
}
