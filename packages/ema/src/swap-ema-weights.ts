import { Callback, type CallbackState, DONE, type Logs, OptionReader, shared } from '@cb/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { addToLogs, type Evaluation, evaluate, readEvaluation, tryOut } from './evaluation.js';
import { MovingAverage } from './moving-average.js';
import type { SwapEMAWeightsOptions } from './swap-ema-weights-options.js';

const REPLACED =
  'SwapEMAWeights: weights that were set after the last epoch, such as the best ones that a callback restores, are ' +
  'replaced by the average. To keep them, list that callback after SwapEMAWeights.';

const NOT_FINITE =
  'SwapEMAWeights: the average is NaN or infinite, because weights were, so the model keeps the weights that it has. ' +
  'Lower the learning rate, or look for NaN and infinity in the data.';

/**
 * Averages the weights while they are trained, and has the model end with the average.
 *
 * The average is exponential, and taken in after each batch. It is of the trainable weights; others, such as the moving
 * statistics of batch normalization, are left as they are. It costs one more copy of the trainable weights in memory,
 * and a second one while the average is in the model.
 *
 * One instance may serve several `fit()` calls. As long as the optimizer is the same, the average goes on from the
 * weights that the model has when training begins, which are the average that the last fit ended with; with a fresh
 * optimizer it begins with the weights after the first step.
 *
 * An average that is NaN or infinite does not stay: the model ends with the weights that it has without it, with a
 * warning.
 *
 * When training throws while the average is in the model, `dispose()` or the next `fit` puts the trained weights back.
 *
 * @example
 * ```ts
 * const ema = new SwapEMAWeights({ swapOnEpoch: true, evaluate: [xVal, yVal] });
 * const best = new ModelCheckpoint('best', { monitor: 'val_ema_loss', saveBestOnly: true });
 * await model.fit(xs, ys, { epochs: 20, callbacks: [ema, best] });
 * ```
 *
 * @throws RangeError if a number is out of its range; when training begins, if `evaluate` does not fit the model.
 * @throws TypeError if an option is unknown or has the wrong type.
 *
 * @see keras/src/callbacks/swap_ema_weights.py in Keras 3.15.1, and for the average itself
 * keras/src/optimizers/base_optimizer.py; differences are listed in the README
 */
export class SwapEMAWeights extends Callback {
  readonly #swapOnEpoch: boolean;
  readonly #momentum: number;
  readonly #overwriteFrequency: number;
  readonly #evaluation: Evaluation | undefined;
  #average: MovingAverage | undefined;
  /** Of the optimizer. */
  #steps = 0;
  /** What was in the model when the last epoch had ended here. */
  #left: object[] | undefined;

  constructor(options?: SwapEMAWeightsOptions) {
    super();
    const read = new OptionReader('SwapEMAWeights', options, '{ emaMomentum: 0.99 }');
    const steps = { min: 1, meaning: 'a whole number of steps, 1 or more' };
    this.#swapOnEpoch = read.flag('swapOnEpoch', false);
    this.#momentum = read.number('emaMomentum', 0.99, {
      min: 0,
      below: 1,
      meaning: 'a number from 0 to below 1, such as 0.99',
    });
    this.#overwriteFrequency = read.whole('emaOverwriteFrequency', undefined, steps) ?? Number.POSITIVE_INFINITY;
    this.#evaluation = readEvaluation(read);
    read.done();
  }

  override async onTrainBegin(): Promise<void> {
    if (this.#evaluation) tryOut(this.model, this.#evaluation);
    this.#left = undefined;
    this.#steps = this.model.optimizer.iterations;
    this.#average = new MovingAverage(this.model, this.#momentum);
    if (this.#steps > 0) this.#average.update();
  }

  override async onEpochBegin(): Promise<void> {
    this.#left = undefined;
    this.#ofFit.trained = undefined;
    this.#average?.swapBack();
  }

  override onBatchEnd(): Promise<void> {
    this.#steps++;
    this.#average?.update();
    if (this.#steps % this.#overwriteFrequency === 0) this.#average?.overwrite();
    return DONE;
  }

  override async onEpochEnd(_epoch: number, logs: Logs = {}): Promise<void> {
    const scores = this.#swap();
    this.#left = this.#average?.inModel();
    if (scores.length > 0) await addToLogs(logs, this.model, scores);
  }

  override async onTrainEnd(): Promise<void> {
    if ((await this.#average?.isFinite()) === false) {
      console.warn(NOT_FINITE);
      return;
    }
    const present = this.#average?.inModel();
    if (this.#left?.some((data, index) => data !== present?.[index])) console.warn(REPLACED);
    this.#average?.finish();
  }

  /** Puts the trained weights back, if the average is in the model, and releases the average. */
  override dispose(): void {
    this.#average?.dispose();
  }

  protected override saveState(): CallbackState {
    const weights = this.#average?.save() ?? [];
    return { values: { callback: 'SwapEMAWeights', steps: this.#steps }, ...(weights.length > 0 && { weights }) };
  }

  protected override loadState({ values, weights = [] }: CallbackState): void {
    this.#steps = Number(values.steps);
    this.#average?.resume(weights);
  }

  /** Brings the average in, to stay until the next epoch or to be evaluated. Returns its loss and metrics. */
  #swap(): Scalar[] {
    if (this.#swapOnEpoch) {
      this.#average?.swapIn(this.#ofFit.trained);
      this.#ofFit.trained ??= this.#average?.trained;
      return this.#evaluate();
    }
    if (!this.#evaluation) return [];
    this.#average?.swapIn();
    try {
      return this.#evaluate();
    } finally {
      this.#average?.swapBack();
    }
  }

  #evaluate(): Scalar[] {
    return this.#evaluation ? evaluate(this.model, this.#evaluation) : [];
  }

  /** The trained weights while an average is in the model: a second instance finds that of the first there. */
  get #ofFit(): { trained: readonly Tensor[] | undefined } {
    return shared(this.params ?? this, 'ema', () => ({ trained: undefined }));
  }
}
