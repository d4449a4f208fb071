import type { Tensor } from '@tensorflow/tfjs-core';

/** Samples as `model.evaluate` takes them: a tensor, or one for each input or output. */
export type Samples = Tensor | Tensor[];

export interface SwapEMAWeightsOptions {
  /**
   * Have the average in the model from the end of each epoch until the next one begins, for the callbacks that stand
   * after this one, such as `ModelCheckpoint`.
   * @defaultValue `false`
   */
  swapOnEpoch?: boolean | undefined;

  /**
   * The share that the average so far has in the next one, after each batch: from 0 to below 1. It averages over about
   * `1 / (1 - emaMomentum)` batches.
   * @defaultValue `0.99`
   */
  emaMomentum?: number | undefined;

  /**
   * Have training go on from the average whenever the optimizer has made that many steps. Counted over several fits.
   * @defaultValue never
   */
  emaOverwriteFrequency?: number | undefined;

  /**
   * Inputs and targets, as `model.evaluate` takes them. At the end of each epoch the average is evaluated on them, and
   * its loss and metrics are added to the logs as `val_ema_loss` and so on. They stay the caller's.
   * @defaultValue none
   */
  evaluate?: [x: Samples, y: Samples] | undefined;

  /**
   * Samples of `evaluate` that go through the model at once.
   * @defaultValue `32`
   */
  batchSize?: number | undefined;
}
