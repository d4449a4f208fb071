// @ts-check
// The time spent inside the hooks of each callback, in a real fit of a small dense model, beside TensorFlow.js's own
// early stopping. It is measured inside, because identical runs of fit differ by more than the hooks take.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelCheckpoint } from '@cb/checkpoint';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { cosineDecay, LearningRateScheduler } from '@cb/lr-scheduler';
import { TensorBoard } from '@cb/tensorboard';
import { TerminateOnNaN } from '@cb/terminate-on-nan';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { callbacks, layers, sequential } from '@tensorflow/tfjs-layers';
import { median, table } from './statistics.js';

const ROUNDS = 7;
const EPOCHS = 10;
const backend = process.env.CB_BACKEND || 'wasm';
await loadBackend(backend);

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const [xs, ys] = [tf.randomUniform([2048, 784]), tf.oneHot(tf.randomUniform([2048], 0, 10, 'int32'), 10)];
const model = sequential();
model.add(layers.dense({ units: 128, activation: 'relu', inputShape: [784] }));
model.add(layers.dense({ units: 10, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

/** @type {Record<string, () => import('@tensorflow/tfjs-layers').Callback>} */
const contestants = {
  'tf.callbacks.earlyStopping': () => callbacks.earlyStopping({ monitor: 'loss', patience: 1000 }),
  EarlyStopping: () => new EarlyStopping({ monitor: 'loss', patience: 1000 }),
  'EarlyStopping, restoreBestWeights': () =>
    new EarlyStopping({ monitor: 'loss', patience: 1000, restoreBestWeights: true }),
  ReduceLROnPlateau: () => new ReduceLROnPlateau({ monitor: 'loss', patience: 1000 }),
  CSVLogger: () => new CSVLogger(join(folder, 'log.csv')),
  'LearningRateScheduler, by batch': () =>
    new LearningRateScheduler(cosineDecay({ initialLearningRate: 1e-3, decaySteps: 640 }), { interval: 'batch' }),
  'TensorBoard, by epoch': () => new TensorBoard({ logDir: join(folder, 'epoch') }),
  'TensorBoard, by batch': () => new TensorBoard({ logDir: join(folder, 'batch'), updateFreq: 'batch' }),
  TerminateOnNaN: () => new TerminateOnNaN(),
  'TerminateOnNaN, by epoch': () => new TerminateOnNaN({ checkFreq: 'epoch' }),
  'TerminateOnNaN, restoreLastFinite': () => new TerminateOnNaN({ restoreLastFinite: true }),
  'ModelCheckpoint, 0.4 MB': () => new ModelCheckpoint(join(folder, 'model'), { saveWeightsOnly: true }),
};

/** @type {Map<string, { epoch: number, batch: number, share: number }[]>} */
const results = new Map(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, make] of Object.entries(contestants)) results.get(name)?.push(await measure(make()));
}
console.info(
  `${backend}, dense 784-128-10, 2,048 samples in batches of 32, median of ${ROUNDS} rounds of ${EPOCHS} epochs\n`,
);
console.info(
  table(
    ['callback', 'µs an epoch', 'µs a batch', 'share of training'],
    Array.from(results, ([name, runs]) => [
      name,
      median(runs.map(({ epoch }) => epoch)).toFixed(0),
      median(runs.map(({ batch }) => batch)).toFixed(1),
      `${(100 * median(runs.map(({ share }) => share))).toFixed(2)} %`,
    ]),
  ),
);
rmSync(folder, { recursive: true });

/** @param {import('@tensorflow/tfjs-layers').Callback} callback */
async function measure(callback) {
  const time = { epoch: 0, batch: 0, fit: 0 };
  for (const name of /** @type {const} */ (['onEpochBegin', 'onEpochEnd', 'onBatchBegin', 'onBatchEnd'])) {
    const hook = callback[name].bind(callback);
    // The hooks of our callbacks are own properties, so they know an instance by its identity, not by its hooks.
    Object.defineProperty(callback, name, {
      value: async (/** @type {[number, never]} */ ...args) => {
        const begin = performance.now();
        await hook(...args);
        time[name.includes('Batch') ? 'batch' : 'epoch'] += performance.now() - begin;
      },
    });
  }
  const begin = performance.now();
  await model.fit(xs, ys, { epochs: EPOCHS, batchSize: 32, verbose: 0, callbacks: [callback] });
  time.fit = performance.now() - begin;
  return {
    epoch: (1000 * time.epoch) / EPOCHS,
    batch: (1000 * time.batch) / (EPOCHS * 64),
    share: (time.epoch + time.batch) / time.fit,
  };
}
