// @ts-check
// How long a fit is held up by a checkpoint of 100 MB, written at once or while training goes on: the time inside the
// hooks of the callback, less what they take when nothing is due. One epoch saves, at the end of its first batch. What
// the backend itself takes to hand out the weights is measured apart.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ModelCheckpoint } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { median, table } from './statistics.js';

const ROUNDS = 9;
const BATCHES = 30;
const backend = process.env.CB_BACKEND || 'tensorflow';
await loadBackend(backend);

const runs = join(import.meta.dirname, '../../runs');
mkdirSync(runs, { recursive: true });
const folder = mkdtempSync(join(runs, 'async-save-'));

const units = 2500; // 4 layers of 2500 × 2500 float32 are 100 MB.
const model = sequential();
for (let layer = 0; layer < 4; layer++) model.add(layers.dense({ units, inputShape: [units], useBias: false }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const batchSize = 8;
const [xs, ys] = [tf.randomUniform([BATCHES * batchSize, units]), tf.zeros([BATCHES * batchSize, units])];

/** Saves nothing, and asks for the weights when the first batch ends. */
class Download extends ModelCheckpoint {
  /** @override @param {number} batch @param {import('@tensorflow/tfjs-layers').Logs} [logs] */
  async onBatchEnd(batch, logs) {
    await super.onBatchEnd(batch, logs);
    if (batch > 0) return;
    for (const weight of model.weights) await weight.read().data();
  }
}

/** @type {Record<string, () => ModelCheckpoint>} */
const contestants = {
  'nothing is due': () => new ModelCheckpoint(join(folder, 'none'), { period: 2 }),
  'at once': () => saving({}),
  async: () => saving({ async: true }),
  'download alone': () => new Download(join(folder, 'none'), { period: 2 }),
};

/** @type {Map<string, { hooks: number, fit: number }[]>} */
const results = new Map(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, make] of Object.entries(contestants)) {
    const times = await measure(make());
    if (round > 0) results.get(name)?.push(times);
  }
}
rmSync(folder, { recursive: true });

const held = (/** @type {string} */ name) => median((results.get(name) ?? []).map(({ hooks }) => hooks));
const fits = (/** @type {string} */ name) => median((results.get(name) ?? []).map(({ fit }) => fit));
const idle = held('nothing is due');
console.info(`${backend}, 100 MB of weights, ${BATCHES} batches, medians of ${ROUNDS} rounds\n`);
console.info(
  table(
    ['save', 'in hooks, ms', 'fit in all, ms'],
    Object.keys(contestants).map((name) => [name, held(name).toFixed(1), fits(name).toFixed(0)]),
  ),
);
const percent = (/** @type {number} */ ms) => `${((100 * ms) / (held('at once') - idle)).toFixed(0)} %`;
console.info(
  `\nasync holds fit up for ${percent(held('async') - idle)} of what a save at once does, ` +
    `and for ${percent(held('async') - held('download alone'))} without the download`,
);

/** Saves once, when the first batch ends. @param {import('@cb/checkpoint').ModelCheckpointOptions} options */
function saving(options) {
  const callback = new ModelCheckpoint(join(folder, 'model'), { saveFreq: BATCHES, ...options });
  callback.setState({ values: { ...callback.getState().values, batchesSinceDue: BATCHES - 1 } });
  return callback;
}

/** @param {ModelCheckpoint} callback */
async function measure(callback) {
  let hooks = 0;
  for (const name of /** @type {const} */ ([
    'onEpochBegin',
    'onEpochEnd',
    'onBatchBegin',
    'onBatchEnd',
    'onTrainEnd',
  ])) {
    const hook = callback[name].bind(callback);
    Object.defineProperty(callback, name, {
      value: async (/** @type {[number, never]} */ ...args) => {
        const begin = performance.now();
        await hook(...args);
        hooks += performance.now() - begin;
      },
    });
  }
  const begin = performance.now();
  await model.fit(xs, ys, { epochs: 1, batchSize, verbose: 0, shuffle: false, callbacks: [callback] });
  return { hooks, fit: performance.now() - begin };
}
