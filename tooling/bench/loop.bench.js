// @ts-check
// What driving callbacks through a loop of one's own costs a batch: the time from the end of a step to the begin of the
// next, beside tf.CallbackList called by hand, which computes no averages and gives no turns to the event loop.
import { EarlyStopping } from '@cb/early-stopping';
import { TrainingLoop } from '@cb/loop';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { CallbackList, layers, sequential } from '@tensorflow/tfjs-layers';
import { median, table } from './statistics.js';

const ROUNDS = 7;
const BATCHES = 2000;
const backend = process.env.CB_BACKEND || 'wasm';
await loadBackend(backend);

const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [4] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });

const asNumber = () => 1;
const asTensor = () => tf.scalar(1);
const stopping = () => [new EarlyStopping({ monitor: 'loss', patience: 1000 })];

/** @type {Record<string, () => Promise<number>>} */
const contestants = {
  'tf.CallbackList by hand, EarlyStopping': byHand,
  'TrainingLoop, no callback, loss as a number': () => byLoop([], asNumber),
  'TrainingLoop, EarlyStopping, loss as a number': () => byLoop(stopping(), asNumber),
  'TrainingLoop, EarlyStopping, loss as a tensor': () => byLoop(stopping(), asTensor),
};

/** @type {Map<string, number[]>} */
const results = new Map(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of Object.entries(contestants)) results.get(name)?.push(await run());
}
console.info(`${backend}, median of ${ROUNDS} rounds of ${BATCHES} batches\n`);
console.info(
  table(
    ['driver', 'µs a batch'],
    Array.from(results, ([name, runs]) => [name, median(runs).toFixed(1)]),
  ),
);

/** Sums up what lies between steps. */
function stopwatch() {
  let spent = 0;
  let since = performance.now();
  return {
    stepBegins: () => {
      spent += performance.now() - since;
    },
    stepEnds: () => {
      since = performance.now();
    },
    perBatch: () => (1000 * spent) / BATCHES,
  };
}

async function byHand() {
  const watch = stopwatch();
  const list = new CallbackList(stopping());
  list.setParams({ epochs: 1 });
  list.setModel(model);
  await list.onTrainBegin();
  await list.onEpochBegin(0);
  watch.stepEnds();
  for (let batch = 0; batch < BATCHES; batch++) {
    await list.onBatchBegin(batch, { batch, size: 1 });
    watch.stepBegins();
    const loss = asNumber();
    watch.stepEnds();
    await list.onBatchEnd(batch, { batch, size: 1, loss });
  }
  return watch.perBatch();
}

/**
 * @param {import('@tensorflow/tfjs-layers').Callback[]} callbacks
 * @param {() => number | tf.Tensor} lossOf
 */
async function byLoop(callbacks, lossOf) {
  const watch = stopwatch();
  const loop = new TrainingLoop({ model, batchesPerEpoch: BATCHES, callbacks });
  for await (const epoch of loop) {
    watch.stepEnds();
    for await (const batch of epoch) {
      watch.stepBegins();
      const loss = lossOf();
      watch.stepEnds();
      batch.log({ loss });
    }
  }
  return watch.perBatch();
}
