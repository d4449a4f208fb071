import { loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { memorySink, TensorBoard } from '@cb/tensorboard';
import * as tf from '@tensorflow/tfjs';

/** What came of a training run. A worker can post it, and it can be written as JSON. */
export type Report = Awaited<ReturnType<typeof train>>;

/**
 * Fits a model to noise: it soon knows its samples by heart, and others worse.
 *
 * @param others callbacks to stand before ours
 */
export async function train(...others: tf.Callback[]) {
  await tf.setBackend('cpu');
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 256, inputShape: [16], activation: 'tanh', kernelInitializer: seeded(1) }),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(2) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });

  const stopping = new EarlyStopping({ patience: 2, restoreBestWeights: true });
  const plateau = new ReduceLROnPlateau({ patience: 1, factor: 0.5 });
  const checkpoint = new ModelCheckpoint((name) => `indexeddb://${name}`, { saveTopK: 1 });
  const curves = memorySink();
  const xs = tf.randomUniform([1024, 16], -1, 1, 'float32', 3);
  const ys = tf.randomNormal([1024, 1], 0, 1, 'float32', 8);
  const { history } = await model.fit(xs, ys, {
    epochs: 50,
    batchSize: 8,
    shuffle: false,
    validationSplit: 0.25,
    verbose: 0,
    callbacks: [...others, stopping, plateau, checkpoint, new TensorBoard({ logDir: curves })],
  });

  const best = await loadModel(`indexeddb://${checkpoint.bestPath}`);
  return {
    stopReason: stopping.stopReason,
    learningRates: history.learning_rate as number[],
    bestPath: checkpoint.bestPath,
    saved: Object.keys(await tf.io.listModels()),
    predictions: { trained: predict(model, xs), loaded: predict(best, xs) },
    eventFiles: Object.values(curves.files()).map((bytes) => [...bytes]),
  };
}

function seeded(seed: number) {
  return tf.initializers.glorotUniform({ seed });
}

function predict(model: tf.LayersModel, xs: tf.Tensor): number[] {
  return tf.tidy(() => [...(model.predict(xs) as tf.Tensor).dataSync()]);
}
