// @ts-check
// What SwapEMAWeights adds to a batch, beside the step of the optimizer that it follows: the time inside onBatchEnd,
// because identical runs of fit differ by more. A callback that does nothing shows what any of ours takes there.
import { Callback } from '@cb/core';
import { SwapEMAWeights } from '@cb/ema';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { median, table } from './statistics.js';

const ROUNDS = 5;
const EPOCHS = 2;
const BATCHES = 64;
const backend = process.env.CB_BACKEND || 'tensorflow';
const SIZES = [
  [4, 16, 3],
  [784, 128, 10],
  [784, backend === 'tensorflow' ? 1024 : 256, 10],
];
await loadBackend(backend);

class Idle extends Callback {}

/** @type {Record<string, () => Callback>} */
const contestants = {
  'none that does anything': () => new Idle(),
  SwapEMAWeights: () => new SwapEMAWeights(),
  'SwapEMAWeights, swapOnEpoch': () => new SwapEMAWeights({ swapOnEpoch: true }),
};

const rows = [];
for (const size of SIZES) rows.push(...(await measureAll(size)));
console.info(
  `${backend}, batches of 32, Adam, medians of ${ROUNDS} rounds of ${EPOCHS} epochs of ${BATCHES} batches\n`,
);
console.info(
  table(['dense', 'weights', 'callback', 'µs in onBatchEnd', 'µs in hooks of an epoch', 'µs a batch in all'], rows),
);

/** @param {number[]} size */
async function measureAll([inputs = 0, units = 0, outputs = 0]) {
  const [xs, ys] = [tf.randomUniform([32 * BATCHES, inputs]), tf.randomUniform([32 * BATCHES, outputs])];
  const model = sequential();
  model.add(layers.dense({ units, activation: 'relu', inputShape: [inputs] }));
  model.add(layers.dense({ units: outputs, activation: 'softmax' }));
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  /** @type {Map<string, { batch: number, epoch: number, all: number }[]>} */
  const results = new Map(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, make] of Object.entries(contestants)) results.get(name)?.push(await measure(make()));
  }
  tf.dispose([xs, ys]);
  const weights = model.countParams().toLocaleString('en');
  return Array.from(results, ([name, runs]) => {
    const times = /** @type {const} */ (['batch', 'epoch', 'all']).map((key) => median(runs.map((run) => run[key])));
    return [`${inputs}-${units}-${outputs}`, weights, name, ...times.map((time) => (1000 * time).toFixed(1))];
  });

  /** @param {Callback} callback */
  async function measure(callback) {
    /** @type {number[]} */
    const batches = [];
    let epochs = 0;
    for (const name of /** @type {const} */ (['onBatchEnd', 'onEpochBegin', 'onEpochEnd'])) {
      const hook = callback[name].bind(callback);
      // The hooks of our callbacks are own properties, so they know an instance by its identity, not by its hooks.
      Object.defineProperty(callback, name, {
        value: async (/** @type {[number, never]} */ ...args) => {
          const begin = performance.now();
          await hook(...args);
          const took = performance.now() - begin;
          if (name === 'onBatchEnd') batches.push(took);
          else epochs += took;
        },
      });
    }
    const begin = performance.now();
    await model.fit(xs, ys, { epochs: EPOCHS, batchSize: 32, verbose: 0, callbacks: [callback] });
    const all = (performance.now() - begin) / (EPOCHS * BATCHES);
    return { batch: median(batches), epoch: epochs / EPOCHS, all };
  }
}
