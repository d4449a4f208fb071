import type { Hooks } from './hooks.js';
import { type BatchMetrics, MetricLog, type Metrics } from './metric-log.js';

/** One batch, from `onBatchBegin` to `onBatchEnd`. It ends when the loop goes on to the next. */
export interface LoopBatch {
  /** Within its epoch, counted from 0. */
  readonly index: number;
  /** The metrics of the batch, all at once or one after the other. @throws TypeError or RangeError for what is none */
  log(metrics: BatchMetrics): void;
}

/**
 * One epoch, to be iterated over its batches. It ends when the loop goes on to the next.
 *
 * A `break` out of the batches ends the epoch early; the batch of the moment does not count.
 */
export interface LoopEpoch extends AsyncIterable<LoopBatch> {
  /** Counted from 0. */
  readonly index: number;
  /** Metrics of the epoch beside the averages over its batches. @throws TypeError or RangeError for what is none */
  log(metrics: Metrics): void;
}

/** What an epoch needs of its loop. */
export interface EpochPlan {
  index: number;
  firstBatch: number;
  batches: number;
  /** Samples of a batch that does not say, when they are known. */
  batchSize: number | undefined;
  metrics: readonly string[] | undefined;
  hooks: Hooks;
  isStopped: () => boolean;
}

/** An epoch as the loop sees it. */
export class EpochRun implements LoopEpoch {
  readonly #plan: EpochPlan;
  readonly #log: MetricLog;
  #nextBatch: number;

  constructor(plan: EpochPlan) {
    this.#plan = plan;
    this.#nextBatch = plan.firstBatch;
    this.#log = new MetricLog('epoch.log()', plan.metrics);
  }

  get index(): number {
    return this.#plan.index;
  }

  /** So many have ended, the ones before `firstBatch` left out. */
  get batches(): number {
    return this.#nextBatch - this.#plan.firstBatch;
  }

  /** What is known of the epoch, for its end. */
  get logs() {
    return this.#log.logs;
  }

  log(metrics: Metrics): void {
    this.#log.add(metrics);
  }

  begin(): Promise<void> {
    return this.#plan.hooks.run('onEpochBegin', this.index, {});
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LoopBatch, void, undefined> {
    while (this.#nextBatch < this.#plan.batches && !this.#plan.isStopped()) {
      yield* this.#batch(this.#nextBatch);
      this.#nextBatch++;
    }
  }

  end(): Promise<void> {
    this.#log.close();
    return this.#plan.hooks.run('onEpochEnd', this.index, this.logs);
  }

  dispose(): void {
    this.#log.dispose();
  }

  async *#batch(index: number): AsyncGenerator<LoopBatch, void, undefined> {
    const { hooks, metrics, batchSize } = this.#plan;
    const log = new MetricLog('batch.log()', metrics, { batch: index, ...(batchSize && { size: batchSize }) });
    try {
      await hooks.run('onBatchBegin', index, log.logs);
      yield { index, log: (values) => log.add(values as Metrics) };
      log.close();
      await hooks.run('onBatchEnd', index, log.logs);
    } finally {
      log.dispose();
    }
  }
}
