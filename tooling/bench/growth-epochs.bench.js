// @ts-check
import { loadBackend } from '@cb-tooling/backend/load';
import { CustomCallback } from '@tensorflow/tfjs-layers';
import { allCallbacks } from './src/all-callbacks.js';
import { sizeOf } from './src/effort.js';
import { feedEpochs } from './src/feed-epochs.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { memoryInUse } from './src/memory.js';
import { memoryCurves } from './src/memory-curves.js';
import { denseModel } from './src/models.js';
import { publish } from './src/publish.js';
import { startPython } from './src/python-peer.js';
import { growthOf, median } from './src/statistics.js';
import { withoutSync } from './src/without-sync.js';

const EPOCHS = sizeOf(100_000);
/** A backup takes some milliseconds. */
const BACKUPS = sizeOf(2_000);
const SAMPLES = 50;
const BUSY =
  'The machine may have been busy for a while: the empty callback and Keras, which ran before, tell that from growth in the plot.';
const HOLDS_LOG =
  'CSVLogger holds the lines of its log, about twice the bytes of the file, to write it whole when a column is added or somebody ' +
  'has changed it. To read them back from the file instead would close it, where the file is still there.';
await loadBackend(process.env.CB_BACKEND || 'tensorflow');
const keras = await startPython('keras_epochs.py', folderOnDisk());
const theirs = await askKeras(EPOCHS, 'no');
const theirBackups = await askKeras(BACKUPS, 'yes');
await keras.stop();
const { bare, all, backups } = await withoutSync(async () => ({
  bare: await follow(EPOCHS, [/** @type {never} */ (new CustomCallback({}))]),
  all: await follow(EPOCHS, allCallbacks(folderOnDisk(), { backups: false })),
  backups: await follow(BACKUPS, allCallbacks(folderOnDisk(), { backups: true })),
}));

const memory = memoryCurves('epochs', all.memory, theirs.memory);
const memoryWithBackups = memoryCurves('epochs with backups', backups.memory, theirBackups.memory);
publish({
  name: 'growth-epochs',
  work:
    `${EPOCHS} epochs of one batch, fed to all callbacks at once by TensorFlow.js's own CallbackList, without training between, ` +
    'on a model of one weight; to those of Keras by its own, with numbers as metrics. TerminateOnNaN, LearningRateScheduler, ' +
    'ReduceLROnPlateau, EarlyStopping with the best weights, SwapEMAWeights, CSVLogger, TensorBoard and ProgbarLogger work in each ' +
    `epoch, ModelCheckpoint saves every 100th and keeps three (Keras's: one). Then ${BACKUPS} epochs with a backup of each ` +
    'by BackupAndRestore too. `fsync` does nothing, because the disk is not the subject. Memory is looked at after a ' +
    'collection of garbage.',
  growths: [
    {
      name: 'hooks of an epoch',
      size: 'epochs',
      unit: 'µs',
      lines: [
        { who: 'all callbacks', points: all.times },
        { who: 'an empty one', points: bare.times },
        ...theirs.lines,
      ],
    },
    {
      name: 'hooks of an epoch with a backup',
      size: 'epochs',
      unit: 'µs',
      lines: [{ who: 'all callbacks', points: backups.times }, ...theirBackups.lines],
    },
    ...memory.growths,
    ...memoryWithBackups.growths,
  ],
  goals: [
    {
      says: 'time of an epoch: last fifth, in those of the first',
      value: growthOf(all.times),
      atMost: 1.2,
      missedBecause: BUSY,
    },
    {
      says: 'time of an epoch with a backup: last fifth, in those of the first',
      value: growthOf(backups.times),
      atMost: 1.2,
      missedBecause: BUSY,
    },
    { says: "quotient to Keras's time of an epoch", value: typical(all.times) / typical(theirs.times), atMost: 1 },
    {
      says: "quotient to Keras's time of an epoch with a backup",
      value: typical(backups.times) / typical(theirBackups.times),
      atMost: 1,
    },
    ...memory.goals.map((goal) => ({ ...goal, missedBecause: HOLDS_LOG })),
    ...memoryWithBackups.goals.map((goal) => ({ ...goal, missedBecause: HOLDS_LOG })),
  ],
  remarks: keras.remarks,
});

/** @param {[number, number][]} points */
function typical(points) {
  return median(points.map(([, cost]) => cost));
}

/**
 * What Keras's callbacks took, as points and as a line of a plot, and the memory of their process; nothing without Keras.
 *
 * @param {number} epochs
 * @param {'yes' | 'no'} backups
 */
async function askKeras(epochs, backups) {
  /** @type {[epochs: number, microseconds: number, bytes: number][] | undefined} */
  const answer = await keras.ask(`${epochs} ${Math.ceil(epochs / SAMPLES)} ${backups}`);
  /** @type {Record<string, [number, number][]>} */
  const memory = {};
  if (answer === undefined) return { times: [], lines: [], memory };
  const times = answer.map(([at, microseconds]) => /** @type {[number, number]} */ ([at, microseconds]));
  memory.Keras = answer.map(([at, , bytes]) => [at, bytes]);
  return { times, lines: [{ who: 'Keras', points: times }], memory };
}

/**
 * @param {number} epochs
 * @param {import('@tensorflow/tfjs-layers').Callback[]} callbacks
 */
async function follow(epochs, callbacks) {
  const model = denseModel({ units: 1, count: 1 });
  const every = Math.ceil(epochs / SAMPLES);
  /** @type {[number, number][]} */
  const times = [];
  /** @type {[number, import('./src/memory.js').Memory][]} */
  const memory = [];
  /** @type {number[]} */
  let recent = [];
  await feedEpochs(callbacks, model, epochs, (epoch, milliseconds) => {
    recent.push(1000 * milliseconds);
    if ((epoch + 1) % every > 0) return;
    times.push([epoch + 1, median(recent)]);
    memory.push([epoch + 1, memoryInUse()]);
    recent = [];
  });
  return { times, memory };
}
