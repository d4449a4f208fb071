// @ts-check
import { join } from 'node:path';
import { ModelCheckpoint } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { contest, timed } from './src/contest.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { sum, timeHooks } from './src/hook-times.js';
import { medianOf, only } from './src/measure.js';
import { denseModel } from './src/models.js';
import { publish } from './src/publish.js';

const BATCHES = 30;
const EPOCHS = 2;
const SIZE = { units: 2500, count: 4 }; // 4 layers of 2500 × 2500 float32 are 100 MB.
const backend = process.env.CB_BACKEND || 'tensorflow';
await loadBackend(backend);
const folder = folderOnDisk();
const model = denseModel(SIZE);
const batchSize = 8;
const [xs, ys] = [tf.randomUniform([BATCHES * batchSize, SIZE.units]), tf.zeros([BATCHES * batchSize, SIZE.units])];

/** Saves nothing, and asks for the weights when the first batch ends. */
class Download extends ModelCheckpoint {
  /** @override @param {number} batch @param {import('@tensorflow/tfjs-layers').Logs} [logs] */
  async onBatchEnd(batch, logs) {
    await super.onBatchEnd(batch, logs);
    if (batch > 0) return;
    for (const weight of model.weights) await weight.read().data();
  }
}

/** @param {ModelCheckpoint} callback @returns {Promise<number>} milliseconds in its hooks but `onTrainEnd`'s */
async function holdUp(callback) {
  const { onTrainBegin, ...times } = timeHooks(callback);
  await fit(1, [callback]);
  return sum(Object.values(times).flat());
}
const held = await contest(
  {
    'nothing is due': () => holdUp(new ModelCheckpoint(join(folder, 'none'), { period: 2 })),
    'at once': () => holdUp(savingInFirstBatch({})),
    async: () => holdUp(savingInFirstBatch({ async: true })),
    'download alone': () => holdUp(new Download(join(folder, 'none'), { period: 2 })),
  },
  { rounds: 5 },
);
const eachEpoch = (/** @type {import('@cb/checkpoint').ModelCheckpointOptions} */ options) =>
  timed(() => fit(EPOCHS, [new ModelCheckpoint(join(folder, 'each'), options)]));
const fits = await contest(
  {
    'bare fit': () => timed(() => fit(EPOCHS, [])),
    'saves at once': () => eachEpoch({}),
    'async saves': () => eachEpoch({ async: true }),
  },
  { rounds: 5 },
);

const idle = medianOf(held, 'nothing is due');
const [bare, atOnce, async] = ['bare fit', 'saves at once', 'async saves'].map((who) => medianOf(fits, who));
publish({
  name: 'async-save',
  work:
    `A dense model of 100 MB (${backend}) in epochs of ${BATCHES} batches of ${batchSize}. First the time inside the hooks of ` +
    'a fit whose first batch ends with a checkpoint, the wait at the end of training included; `download alone` is what the ' +
    `backend takes to hand out the weights. Then whole fits of ${EPOCHS} epochs with a checkpoint after each.`,
  measures: [
    { name: 'one save holds fit up', unit: 'ms', better: 'less', ours: 'async', rows: only(held, 'async', 'at once') },
    { name: 'of which', unit: 'ms', better: 'less', rows: only(held, 'nothing is due', 'download alone') },
    {
      name: 'fit with a save each epoch',
      unit: 'ms',
      better: 'less',
      ours: 'async saves',
      rows: only(fits, 'async saves', 'saves at once'),
    },
    { name: 'fit without saves', unit: 'ms', better: 'less', rows: only(fits, 'bare fit') },
  ],
  goals: [
    {
      says: 'hold-up by an asynchronous save, as a share of one at once',
      value: (100 * (medianOf(held, 'async') - idle)) / (medianOf(held, 'at once') - idle),
      unit: '%',
      atMost: 10,
      missedBecause:
        'The backend can only copy the weights out on the main thread (`download alone`), which is more than this share by itself; the ' +
        'turns that the write needs of the event loop count too. A disk that answers `fsync` fast leaves little to save.',
    },
    {
      says: 'fit with asynchronous saves, as a share of bare fit and the saves at once',
      value: (100 * Number(async)) / Number(atOnce),
      unit: '%',
      atMost: 100,
      missedBecause: 'It is within what identical fits differ by.',
    },
    {
      says: 'what asynchronous saves add to fit, as a share of what saves at once add',
      value: (100 * (Number(async) - Number(bare))) / (Number(atOnce) - Number(bare)),
      unit: '%',
      atMost: 100,
      missedBecause: 'It is within what identical fits differ by.',
    },
  ],
});

/** @param {import('@cb/checkpoint').ModelCheckpointOptions} options */
function savingInFirstBatch(options) {
  const callback = new ModelCheckpoint(join(folder, 'model'), { saveFreq: BATCHES, ...options });
  callback.setState({ values: { ...callback.getState().values, batchesSinceDue: BATCHES - 1 } });
  return callback;
}

/**
 * @param {number} epochs
 * @param {ModelCheckpoint[]} callbacks
 */
function fit(epochs, callbacks) {
  return model.fit(xs, ys, { epochs, batchSize, verbose: 0, shuffle: false, callbacks });
}
