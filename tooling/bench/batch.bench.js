// @ts-check
// What `updateFreq: 'batch'` adds to a batch of a small dense model, beside what it adds with tf.node.tensorBoard. Both
// write the same two metrics. Times are taken inside the hooks, because identical runs of fit differ by more than they
// take; those of training's end and of epochs, where files are written, are shared out among the batches.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TensorBoard } from '@cb/tensorboard';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { median, table } from './statistics.js';

const ROUNDS = 7;
const EPOCHS = 5;
const BATCHES = 128;
const HOOKS = /** @type {const} */ ([
  'onTrainBegin',
  'onEpochBegin',
  'onBatchBegin',
  'onBatchEnd',
  'onEpochEnd',
  'onTrainEnd',
]);

await loadBackend('tensorflow');
const { node } = createRequire(import.meta.resolve('@cb-tooling/backend/load'))('@tensorflow/tfjs-node');
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const [xs, ys] = [tf.randomUniform([8 * BATCHES, 4]), tf.randomUniform([8 * BATCHES, 3])];
const model = sequential();
model.add(layers.dense({ units: 16, activation: 'relu', inputShape: [4] }));
model.add(layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

let runs = 0;
/** @typedef {'epoch' | 'batch'} UpdateFreq */
/** @type {Record<string, (updateFreq: UpdateFreq) => import('@tensorflow/tfjs-layers').Callback>} */
const contestants = {
  TensorBoard: (updateFreq) => new TensorBoard({ logDir: join(folder, `ours-${runs++}`), updateFreq }),
  'tf.node.tensorBoard': (updateFreq) => node.tensorBoard(join(folder, `node-${runs++}`), { updateFreq }),
};

const updateFreqs = /** @type {const} */ (['epoch', 'batch']);
/** @type {Map<string, { hooks: number, typical: number }[]>} */
const results = new Map();
/** @type {number[]} */
const bare = [];
for (let round = 0; round < ROUNDS; round++) {
  bare.push(await fit([]));
  for (const [name, make] of Object.entries(contestants)) {
    for (const updateFreq of updateFreqs) {
      const key = `${name}, '${updateFreq}'`;
      results.set(key, [...(results.get(key) ?? []), await measure(make(updateFreq))]);
    }
  }
}

const microseconds = (/** @type {number} */ milliseconds) => (1000 * milliseconds).toFixed(1);
const perBatch = (/** @type {string} */ key) => {
  const rounds = results.get(key) ?? [];
  return [median(rounds.map(({ typical }) => typical)), median(rounds.map(({ hooks }) => hooks)) / (EPOCHS * BATCHES)];
};
console.info(
  `tensorflow, dense 4-16-3, ${BATCHES} batches of 8, median of ${ROUNDS} rounds of ${EPOCHS} epochs; ` +
    `training alone takes ${microseconds(median(bare) / (EPOCHS * BATCHES))} µs a batch\n`,
);
const rows = Array.from(results.keys(), (key) => [key, ...perBatch(key).map(microseconds)]);
const added = Object.keys(contestants).map((name) => {
  const [epoch, batch] = updateFreqs.map((updateFreq) => perBatch(`${name}, '${updateFreq}'`));
  return [`${name}: added`, ...(batch ?? []).map((time, index) => microseconds(time - Number(epoch?.[index])))];
});
console.info(table(['callback', 'µs in a typical onBatchEnd', 'µs a batch in all hooks'], [...rows, ...added]));
rmSync(folder, { recursive: true });

/** @param {import('@tensorflow/tfjs-layers').Callback[]} callbacks */
async function fit(callbacks) {
  const begin = performance.now();
  await model.fit(xs, ys, { epochs: EPOCHS, batchSize: 8, verbose: 0, callbacks });
  return performance.now() - begin;
}

/** @param {import('@tensorflow/tfjs-layers').Callback} callback */
async function measure(callback) {
  let hooks = 0;
  /** @type {number[]} */
  const batches = [];
  for (const name of HOOKS) {
    const hook = /** @type {(...args: unknown[]) => Promise<void>} */ (callback[name].bind(callback));
    // The hooks of our callbacks are own properties, so they know an instance by its identity, not by its hooks.
    Object.defineProperty(callback, name, {
      value: async (/** @type {unknown[]} */ ...args) => {
        const begin = performance.now();
        await hook(...args);
        const took = performance.now() - begin;
        hooks += took;
        if (name === 'onBatchEnd') batches.push(took);
      },
    });
  }
  await fit([callback]);
  return { hooks, typical: median(batches) };
}
