// @ts-check
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { contest, timed } from './src/contest.js';
import { sizeOf } from './src/effort.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { medianOf, only } from './src/measure.js';
import { mostMemory } from './src/memory.js';
import { denseModel } from './src/models.js';
import { publish } from './src/publish.js';
import { startPython } from './src/python-peer.js';
import { growthOf } from './src/statistics.js';
import { withoutSync } from './src/without-sync.js';

/** Layers of 2500 × 2500 float32 are 25 MB each. */
const UNITS = 2500;
const COUNTS = [1, 4, 12, 24, 40].map(sizeOf);
const LARGEST = Number(COUNTS.at(-1));
await loadBackend('tensorflow');
const folder = folderOnDisk();
const keras = await startPython('keras_files.py', folder, UNITS, LARGEST);
const megabytes = (/** @type {number} */ count) => (count * UNITS * UNITS * 4) / 1e6;

/** @typedef {import('./src/measure.js').Row} Row */
/** @type {{ count: number, rows: Row[], ours: number, theirs: number }[]} */
const results = [];
for (const count of COUNTS) results.push({ count, ...(await withoutSync(() => measure(count))) });
await keras.stop();

/** Milliseconds for each megabyte. @param {string} who */
const line = (who) => ({
  who,
  points: results.map(
    ({ count, rows }) => /** @type {[number, number]} */ ([megabytes(count), medianOf(rows, who) / megabytes(count)]),
  ),
});
const memoryLine = (/** @type {'ours' | 'theirs'} */ key) => ({
  who: key === 'ours' ? 'save' : 'tfjs-node save',
  points: results.map((result) => /** @type {[number, number]} */ ([megabytes(result.count), result[key] / 1e6])),
});
const { rows: largest = [], ours: memory = Number.NaN, theirs = Number.NaN } = results.at(-1) ?? {};
const size = `${megabytes(LARGEST)} MB`;
const shape = /** @type {const} */ ({ unit: 'ms', better: 'less' });
publish({
  name: 'growth-megabytes',
  work:
    `Models of 25 MB to ${size}, in layers of 25 MB: saving and loading them as a directory of TensorFlow.js, and the memory ` +
    'that a save adds to the process at most. Keras saves and loads the largest as `.keras`. `fsync` does nothing.',
  measures: [
    { name: `${size}: save`, ...shape, ours: 'save', rows: only(largest, 'save', 'tfjs-node save', 'Keras save') },
    { name: `${size}: load`, ...shape, ours: 'load', rows: only(largest, 'load', 'tfjs-node load', 'Keras load') },
  ],
  growths: [
    { name: 'each megabyte', size: 'MB', unit: 'ms', lines: [line('save'), line('tfjs-node save')] },
    { name: 'each megabyte', size: 'MB', unit: 'ms', lines: [line('load'), line('tfjs-node load')] },
    { name: 'memory that a save adds', size: 'MB', unit: 'MB', lines: [memoryLine('ours'), memoryLine('theirs')] },
  ],
  goals: [
    ...['save', 'load'].map((who) => ({
      says: `${who}: time of each megabyte of ${size}, in those of ${megabytes(Number(COUNTS[0]))} MB`,
      value: growthOf(line(who).points),
      atMost: 1.2,
    })),
    {
      says: `memory that a save of ${size} adds, as a share of tfjs-node's`,
      value: (100 * memory) / theirs,
      unit: '%',
      atMost: 100,
      missedBecause: 'Each weight is downloaded into new memory, which lives until the next collection of garbage.',
    },
  ],
  remarks: keras.remarks,
});

/** @param {number} count */
async function measure(count) {
  const model = denseModel({ units: UNITS, count });
  const path = join(folder, 'ours');
  const checkpoint = new ModelCheckpoint(path);
  checkpoint.setModel(/** @type {never} */ (model));
  await checkpoint.onTrainBegin();
  const file = pathToFileURL(join(folder, 'tfjs-node')).href;
  const ours = (await mostMemory(() => checkpoint.onEpochEnd(0, {}))).rss;
  const theirs = (await mostMemory(() => model.save(file))).rss;
  const rows = await contest(
    {
      save: () => timed(() => checkpoint.onEpochEnd(0, {})),
      'tfjs-node save': () => timed(() => model.save(file)),
      load: () => timed(async () => (await loadModel(path)).dispose()),
      'tfjs-node load': () => timed(async () => (await loadLayersModel(`${file}/model.json`)).dispose()),
      ...(count === LARGEST && {
        'Keras save': () => keras.ask('save .keras'),
        'Keras load': () => keras.ask('load .keras'),
      }),
    },
    { rounds: 3 },
  );
  model.dispose();
  return { rows, ours, theirs };
}
