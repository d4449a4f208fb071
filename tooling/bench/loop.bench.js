// @ts-check
import { EarlyStopping } from '@cb/early-stopping';
import { TrainingLoop } from '@cb/loop';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { CallbackList } from '@tensorflow/tfjs-layers';
import { contest } from './src/contest.js';
import { denseModel } from './src/models.js';
import { publish } from './src/publish.js';

const BATCHES = 2000;
const backend = process.env.CB_BACKEND || 'tensorflow';
await loadBackend(backend);

const model = denseModel({ units: 1, count: 1 });
/** A step without any gradient; its time is not counted. */
const step = () => model.optimizer.applyGradients({});
const asNumber = () => 1;
const asTensor = () => tf.scalar(1);
const stopping = () => [new EarlyStopping({ monitor: 'loss', patience: 1000 })];

const ours = 'TrainingLoop, EarlyStopping, loss as a number';
const rows = await contest(
  {
    [ours]: () => byLoop(stopping(), asNumber),
    'TrainingLoop, EarlyStopping, loss as a tensor': () => byLoop(stopping(), asTensor),
    'TrainingLoop, no callback, loss as a number': () => byLoop([], asNumber),
    'tf.CallbackList by hand, EarlyStopping': byHand,
  },
  { rounds: 7 },
);
publish({
  name: 'loop',
  work:
    `What driving callbacks costs a batch (${backend}): the time from the end of a step to the begin of the next, of ${BATCHES} ` +
    'batches. `tf.CallbackList` called by hand computes no averages; both give the event loop its turns.',
  measures: [{ name: 'a batch', unit: 'µs', better: 'less', ours, rows }],
});

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
    step();
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
      step();
      const loss = lossOf();
      watch.stepEnds();
      batch.log({ loss });
    }
  }
  return watch.perBatch();
}
