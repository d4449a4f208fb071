import '@cb-tooling/backend';
import type { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { randomUniform, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';

/** A small model that is compiled; with the same numbers in it each time. */
export function toyModel(): LayersModel {
  const dense = (units: number, seed: number) =>
    layers.dense({ units, ...(seed === 1 && { inputShape: [2] }), kernelInitializer: weights(seed) });
  const model = sequential({ layers: [dense(3, 1), dense(1, 2)] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return model;
}

function weights(seed: number) {
  return { className: 'RandomUniform', config: { seed } } as never;
}

/** Trains on the same eight samples each time, in the same order. */
export async function train(
  model: LayersModel,
  epochs: number,
  callbacks: (ModelCheckpoint | BackupAndRestore | object)[],
  initialEpoch = 0,
): Promise<void> {
  const [xs, ys] = [randomUniform([8, 2], 0, 1, 'float32', 1), randomUniform([8, 1], 0, 1, 'float32', 2)];
  try {
    await model.fit(xs, ys, {
      epochs,
      initialEpoch,
      batchSize: 4,
      shuffle: false,
      verbose: 0,
      validationData: [xs, ys],
      callbacks: callbacks as never,
    });
  } finally {
    xs.dispose();
    ys.dispose();
  }
}

/** What a model answers, as numbers. */
export function predictions(model: LayersModel): number[] {
  return tidy(() => [...(model.predict(randomUniform([4, 2], 0, 1, 'float32', 3)) as Tensor).dataSync()]);
}
