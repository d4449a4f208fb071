import { readMetrics } from '@cb/core';
import { Hooks } from './hooks.js';
import { EpochRun, type LoopEpoch } from './loop-epoch.js';
import { type LoopPlan, readOptions, type TrainingLoopOptions } from './training-loop-options.js';

/** What the epochs of a run reported, in the form of `fit`. */
export interface LoopHistory {
  /** The epochs that ended, counted from 0. */
  epoch: number[];
  /** For each metric its values, one for each epoch that reported it. */
  history: Record<string, number[]>;
}

/**
 * Drives callbacks through a training loop of your own, so that they see what `fit` would show them.
 *
 * Iterating over it gives the epochs, iterating over an epoch its batches. Hooks run between: a batch or an epoch ends
 * when the loop goes on. Training stops when a callback asks for it. It is one run: for another one, make another loop.
 *
 * However the loop is left, every callback that began has its `onTrainEnd`. Left by `break`, `return` or an error,
 * training is unfinished: `params.unfinished` tells callbacks, so that a backup stays, and `dispose()` follows. To end
 * training as planned, set `stopTraining`. A failure of these last hooks is then a warning, because the language would
 * hide it behind the error that ended the loop.
 *
 * @example
 * ```ts
 * const loop = new TrainingLoop({ model, epochs: 10, batchesPerEpoch: 100, callbacks: [new EarlyStopping()] });
 * for await (const epoch of loop) {
 *   for await (const batch of epoch) batch.log({ loss: optimizer.minimize(() => lossOf(batch.index), true) });
 *   epoch.log({ val_loss: validate() });
 * }
 * ```
 *
 * @throws RangeError or TypeError for an option that cannot work
 */
export class TrainingLoop implements AsyncIterable<LoopEpoch> {
  /** Grows by each epoch that ends. */
  readonly history: LoopHistory = { epoch: [], history: {} };
  readonly #plan: LoopPlan;
  readonly #hooks: Hooks;
  #hasBegun = false;

  constructor(options: TrainingLoopOptions) {
    this.#plan = readOptions(options);
    this.#hooks = new Hooks(this.#plan.callbacks);
  }

  /**
   * Whether training is to stop after this batch, and so after this epoch: what callbacks know as `model.stopTraining`.
   */
  get stopTraining(): boolean {
    return this.#plan.model.stopTraining;
  }

  set stopTraining(stop: boolean) {
    this.#plan.model.stopTraining = stop;
  }

  /** @throws Error if the loop has run before */
  async *[Symbol.asyncIterator](): AsyncGenerator<LoopEpoch, void, undefined> {
    if (this.#hasBegun) throw new Error('TrainingLoop: it has run already. Make a new one for each run.');
    this.#hasBegun = true;
    const { model, epochs, initialEpoch } = this.#plan;
    const params = paramsOf(this.#plan);
    try {
      await this.#hooks.begin(params as never, model);
      // As in `fit`, which takes no stop from before the first epoch.
      model.stopTraining = false;
      for (let index = initialEpoch; index < epochs && !model.stopTraining; index++) yield* this.#epoch(index);
      params.unfinished = false;
    } finally {
      await this.#end(params.unfinished);
    }
  }

  async *#epoch(index: number): AsyncGenerator<LoopEpoch, void, undefined> {
    const { model, initialEpoch, initialBatch, batchesPerEpoch, batchSize, metrics } = this.#plan;
    const epoch = new EpochRun({
      index,
      firstBatch: index === initialEpoch ? initialBatch : 0,
      batches: batchesPerEpoch ?? Number.POSITIVE_INFINITY,
      batchSize,
      metrics,
      hooks: this.#hooks,
      isStopped: () => model.stopTraining,
    });
    const steps = model.optimizer.iterations;
    try {
      await epoch.begin();
      yield epoch;
      await epoch.end();
      await this.#note(epoch);
      if (index === initialEpoch && epoch.batches > 0 && model.optimizer.iterations === steps) warnOfIdle(index);
    } finally {
      epoch.dispose();
    }
  }

  async #note({ index, logs }: EpochRun): Promise<void> {
    this.history.epoch.push(index);
    for (const [name, value] of Object.entries(await readMetrics(logs))) {
      this.history.history[name] ??= [];
      this.history.history[name].push(value);
    }
  }

  async #end(isUnfinished: boolean): Promise<void> {
    const failures = await this.#hooks.end(!isUnfinished);
    if (isUnfinished) {
      for (const failure of failures) console.warn(`TrainingLoop: while ending an unfinished training: ${failure}`);
    } else if (failures.length === 1) throw failures[0];
    else if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('\n'));
  }
}

/** The optimizer that a model was compiled with is easily not the one that trains it. */
function warnOfIdle(epoch: number): void {
  console.warn(
    `TrainingLoop: \`model.optimizer\` took no step in epoch ${epoch + 1}. Callbacks set its learning rate, and a backup ` +
      'keeps what it remembers: let it be the one that trains the model.',
  );
}

/**
 * What callbacks get as `params`: that of `fitDataset`, the batch to begin with, and whether training was left early.
 */
function paramsOf({ epochs, initialEpoch, initialBatch, batchesPerEpoch, batchSize, metrics }: LoopPlan) {
  return {
    epochs,
    initialEpoch,
    initialBatch,
    unfinished: true,
    samples: null,
    steps: batchesPerEpoch ?? null,
    batchSize: batchSize ?? null,
    verbose: 0,
    ...(metrics && { metrics, doValidation: metrics.some((name) => name.startsWith('val_')) }),
  };
}
