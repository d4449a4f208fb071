// @ts-check
import { join } from 'node:path';
import { ModelCheckpoint } from '@cb/checkpoint';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { Bars, ProgbarLogger } from '@cb/progress';
import { TensorBoard } from '@cb/tensorboard';
import * as tf from '@tensorflow/tfjs-core';
import { toTensors } from './digits.js';
import { ShiftedBatches } from './shifted-batches.js';
import { StopOnAbort } from './stop-on-abort.js';

/**
 * What each completed epoch reported.
 *
 * @typedef {{ loss: number[], val_loss: number[], learning_rate: number[] }} History
 */

/**
 * Trains a network with all callbacks at work. In the end it has the weights of its best epoch, and so has the
 * checkpoint.
 *
 * @param {import('@tensorflow/tfjs-layers').LayersModel} network
 * @param {import('./digits.js').Splits} digits
 * @param {object} options
 * @param {number} options.epochs at most
 * @param {string} options.out
 * @param {number} options.seed
 * @param {AbortSignal} [options.signal]
 * @param {NodeJS.WriteStream} options.terminal
 */
export async function train(network, digits, { epochs, out, seed, signal, terminal }) {
  network.compile({ optimizer: tf.train.adam(0.004), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

  const logDir = join(out, 'logs');
  const filepath = join(escaped(out), 'weights.{epoch:02d}-{val_loss:.2f}');
  const tensorBoard = new TensorBoard({ logDir, updateFreq: 'batch' });
  const plateau = new ReduceLROnPlateau({ factor: 0.2, patience: 2 });
  const checkpoint = new ModelCheckpoint(filepath, { saveBestOnly: true });
  const stopper = new EarlyStopping({ patience: 4, restoreBestWeights: true });
  const progress = new ProgbarLogger({ bars: new Bars({ stream: terminal }) });

  const validation = toTensors(digits.validation);
  const batches = new ShiftedBatches(digits.training, { batchSize: 128, seed });
  const training = network.fitDataset(batches, {
    epochs,
    validationData: [validation.xs, validation.ys],
    validationBatchSize: 500,
    callbacks: [tensorBoard, plateau, checkpoint, stopper, progress, new StopOnAbort(signal)],
    verbose: 0,
  });
  const { epoch, history } = await training.finally(() => progress.dispose());
  // One that was interrupted has not come to its validation.
  const epochsCompleted = history.val_loss?.length ?? 0;
  const ofCompleted = (/** @type {string} */ name) =>
    /** @type {number[]} */ (history[name] ?? []).slice(0, epochsCompleted);

  return {
    epochs,
    epochsCompleted,
    isInterrupted: epoch.length > epochsCompleted,
    stopReason: stopper.stopReason,
    best: stopper.best === undefined ? undefined : { epoch: stopper.bestEpoch, valLoss: stopper.best },
    checkpoint: checkpoint.bestPath,
    history: /** @type {History} */ ({
      loss: ofCompleted('loss'),
      val_loss: ofCompleted('val_loss'),
      learning_rate: ofCompleted('learning_rate'),
    }),
    logDir,
  };
}

/**
 * A path as part of a template for file names, where braces have a meaning.
 *
 * @param {string} path
 */
function escaped(path) {
  return path.replace(/[{}]/g, '$&$&');
}
