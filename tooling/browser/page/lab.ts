// What code in the page has at hand: TensorFlow.js and our packages, by their names, and a small training run.
import { Callback, type Logs } from '@cb/core';
import * as tf from '@tensorflow/tfjs';

export * from '@cb/checkpoint';
export * from '@cb/early-stopping';
export * from '@cb/files';
export * from '@cb/lr-plateau';
export * from '@cb/progress';
export * from '@cb/tensorboard';
export { tf };

/** A small model that begins with the same weights each time. */
export function toyModel(): tf.LayersModel {
  const dense = (units: number, seed: number) =>
    tf.layers.dense({ units, inputShape: [4], kernelInitializer: tf.initializers.glorotUniform({ seed }) });
  const model = tf.sequential({ layers: [dense(4, 1), tf.layers.activation({ activation: 'tanh' }), dense(1, 2)] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return model;
}

/** Trains on the same samples each time, in the same order. */
export async function train(
  model: tf.LayersModel,
  epochs: number,
  callbacks: tf.Callback[],
  initialEpoch = 0,
): Promise<tf.History> {
  const xs = tf.randomUniform([16, 4], -1, 1, 'float32', 3);
  const ys = tf.randomUniform([16, 1], -1, 1, 'float32', 4);
  try {
    return await model.fit(xs, ys, { epochs, initialEpoch, batchSize: 4, shuffle: false, verbose: 0, callbacks });
  } finally {
    tf.dispose([xs, ys]);
  }
}

/** What a model is worth, to the last bit. */
export function valuesOf(model: tf.LayersModel): { weights: number[][]; predictions: number[] } {
  return tf.tidy(() => ({
    weights: model.getWeights().map((weight) => [...weight.dataSync()]),
    predictions: [...(model.predict(tf.randomUniform([5, 4], -1, 1, 'float32', 5)) as tf.Tensor).dataSync()],
  }));
}

/** Notes what the model is worth after each epoch. */
export class Recorder extends Callback {
  readonly epochs: ReturnType<typeof valuesOf>[] = [];

  override async onEpochEnd(): Promise<void> {
    this.epochs.push(valuesOf(this.model));
  }
}

/** Reports a metric `score` with these values, one for each epoch. */
export class Scores extends Callback {
  readonly #values: readonly number[];

  constructor(...values: number[]) {
    super();
    this.#values = values;
  }

  override async onEpochEnd(epoch: number, logs?: Logs): Promise<void> {
    if (logs) logs.score = this.#values[epoch] as number;
  }
}

/** A place in IndexedDB, for `ModelCheckpoint`. */
export function indexedDB(name: string): string {
  return `indexeddb://${name}`;
}

/** The names of what IndexedDB has. */
export async function namesInIndexedDB(): Promise<string[]> {
  const urls = Object.keys(await tf.io.listModels());
  return urls.map((url) => url.replace('indexeddb://', '')).sort();
}

/** The files of a folder in the origin private file system, by name. */
export async function filesInPrivateFolder(...path: string[]): Promise<{ name: string; bytes: number[] }[]> {
  let folder = await navigator.storage.getDirectory();
  for (const name of path) folder = await folder.getDirectoryHandle(name);
  const files: { name: string; bytes: number[] }[] = [];
  for await (const [name, handle] of folder as unknown as AsyncIterable<[string, FileSystemFileHandle]>) {
    const file = await handle.getFile();
    files.push({ name, bytes: [...new Uint8Array(await file.arrayBuffer())] });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}
