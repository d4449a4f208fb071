// @ts-check
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileHandler, loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { contest, timed } from './src/contest.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { medianOf, only } from './src/measure.js';
import { mostMemory } from './src/memory.js';
import { denseModel, HUNDRED_MB } from './src/models.js';
import { publish } from './src/publish.js';
import { withoutSync } from './src/without-sync.js';

const backend = process.env.CB_BACKEND || 'tensorflow';
await loadBackend(backend);
const folder = folderOnDisk();
const model = denseModel(HUNDRED_MB);
const bytes = randomBytes(HUNDRED_MB.count * HUNDRED_MB.units ** 2 * 4);

const checkpoint = new ModelCheckpoint(join(folder, 'ours'));
checkpoint.setModel(/** @type {never} */ (model));
await checkpoint.onTrainBegin();
const ours = () => checkpoint.onEpochEnd(0, {});
const file = pathToFileURL(join(folder, 'tfjs-node')).href;

await ours();
const memory = (await mostMemory(ours)).rss / 1e6;
const options = { rounds: 9 };
const durable = await contest({ ours: () => timed(ours), 'raw write': () => timed(() => rawWrite(true)) }, options);
const unsynced = await withoutSync(() =>
  contest(
    {
      ours: () => timed(ours),
      'raw write': () => timed(() => rawWrite(false)),
      ...peerOf(() => model.save(file)),
    },
    options,
  ),
);
const loading = await contest(
  {
    ours: () => timed(async () => (await loadModel(join(folder, 'ours'))).dispose()),
    ...peerOf(async () => (await loadLayersModel(`${file}/model.json`)).dispose()),
    'fileHandler()': () => timed(async () => (await loadLayersModel(fileHandler(join(folder, 'ours')))).dispose()),
  },
  options,
);

const shape = /** @type {const} */ ({ unit: 'ms', better: 'less', ours: 'ours' });
const quotient = (/** @type {typeof durable} */ rows, /** @type {string} */ peer) =>
  medianOf(rows, peer) / medianOf(rows, 'ours');
publish({
  name: 'save',
  work:
    `A model of 100 MB in ten layers (${backend}), as a directory of TensorFlow.js. Ours writes the weights, the topology and ` +
    'an index, each into a new file that is renamed, with SHA-256 sums; durably, it waits for the disk (`fsync`). The raw ' +
    'write is of as many random bytes into one file, in place. `fsync` does nothing in the second measure.',
  measures: [
    { name: 'save, until it is on the disk', ...shape, rows: durable },
    { name: 'save, without fsync', ...shape, rows: unsynced },
    { name: 'load', ...shape, rows: only(loading, 'ours', 'tfjs-node') },
    { name: 'tf.loadLayersModel', ...shape, ours: 'fileHandler()', rows: only(loading, 'fileHandler()', 'tfjs-node') },
    {
      name: 'memory that a save adds at most',
      unit: 'MB',
      better: 'less',
      ours: 'ours',
      rows: [{ who: 'ours', samples: [memory] }],
    },
  ],
  goals: [
    {
      says: 'speed of a durable save, as a share of a raw write with fsync',
      value: quotient(durable, 'raw write'),
      atLeast: 0.7,
      missedBecause:
        'Each weight is copied out of the backend before it is written: while that goes on, nothing is written. To copy out one ' +
        'weight while another is written would narrow it, for the memory of one more.',
    },
    {
      says: "without fsync: speed, in those of tfjs-node's save",
      value: quotient(unsynced, 'tfjs-node'),
      atLeast: 1,
      missedBecause: 'Ours takes SHA-256 sums and writes four files instead of two.',
    },
    {
      says: "load: speed, in those of tfjs-node's",
      value: quotient(loading, 'tfjs-node'),
      atLeast: 1,
      missedBecause:
        'Ours compares the SHA-256 of what it reads with what was written, tfjs-node compares nothing. To take the sum in a ' +
        'thread, as a save does, would close it.',
    },
  ],
  remarks: backend === 'tensorflow' ? [] : ['The handler of `file://` is of tfjs-node, and so no peer here.'],
});

/**
 * @param {() => Promise<unknown>} action
 * @returns {Record<string, () => Promise<number>>}
 */
function peerOf(action) {
  return backend === 'tensorflow' ? { 'tfjs-node': () => timed(action) } : {};
}

/** @param {boolean} isDurable */
async function rawWrite(isDurable) {
  const target = await open(join(folder, 'raw'), 'w');
  await target.write(bytes);
  if (isDurable) await target.sync();
  await target.close();
}
