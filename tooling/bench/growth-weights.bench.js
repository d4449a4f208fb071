// @ts-check
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { WeightSnapshot } from '@cb/core';
import { TensorBoard } from '@cb/tensorboard';
import { loadBackend } from '@cb-tooling/backend/load';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { contest, timed } from './src/contest.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { medianOf, only } from './src/measure.js';
import { denseModel } from './src/models.js';
import { publish } from './src/publish.js';
import { growthOf } from './src/statistics.js';
import { withoutSync } from './src/without-sync.js';

const COUNTS = [20, 200, 1_000, 2_000];
await loadBackend('tensorflow');
const folder = folderOnDisk();

/** @typedef {import('./src/measure.js').Row} Row */
/** @type {Map<number, Row[]>} */
const results = new Map();
for (const count of COUNTS) results.set(count, await withoutSync(() => measure(count)));

/** Microseconds for each weight. @param {string} who */
const line = (who) => ({
  who,
  points: COUNTS.map(
    (count) => /** @type {[number, number]} */ ([count, (1000 * medianOf(results.get(count) ?? [], who)) / count]),
  ),
});
const rows = results.get(Number(COUNTS.at(-1))) ?? [];
const shape = /** @type {const} */ ({ unit: 'ms', better: 'less' });
const grow = ['save', 'load', 'histograms'];
publish({
  name: 'growth-weights',
  work:
    'Models of as many weights of 8 × 8 float32 each: saving and loading them as a directory of TensorFlow.js, a snapshot, and ' +
    'an epoch of TensorBoard with histograms of all of them. `fsync` does nothing.',
  measures: [
    { name: '2,000 weights: save', ...shape, ours: 'save', rows: only(rows, 'save', 'tfjs-node save') },
    { name: '2,000 weights: load', ...shape, ours: 'load', rows: only(rows, 'load', 'tfjs-node load') },
    { name: '2,000 weights: snapshot', ...shape, rows: only(rows, 'snapshot') },
    { name: '2,000 weights: histograms', ...shape, rows: only(rows, 'histograms') },
  ],
  growths: [
    {
      name: 'each weight',
      size: 'weights',
      unit: 'µs',
      lines: [line('save'), line('tfjs-node save'), line('snapshot')],
    },
    {
      name: 'each weight',
      size: 'weights',
      unit: 'µs',
      lines: [line('load'), line('tfjs-node load'), line('histograms')],
    },
  ],
  goals: grow.map((who) => ({
    says: `${who}: time of each weight of ${COUNTS.at(-1)}, in those of ${COUNTS[0]}`,
    value: growthOf(line(who).points),
    atMost: 1.2,
  })),
});

/** @param {number} count @returns {Promise<Row[]>} */
async function measure(count) {
  const model = denseModel({ units: 8, count });
  const checkpoint = await begin(new ModelCheckpoint(join(folder, `ours-${count}`)));
  const board = await begin(
    new TensorBoard({ logDir: join(folder, `logs-${count}`), histogramFreq: 1, writeGraph: false }),
  );
  await board.onEpochBegin(0);
  const file = pathToFileURL(join(folder, `tfjs-node-${count}`)).href;
  const measured = await contest(
    {
      save: () => timed(() => checkpoint.onEpochEnd(0, {})),
      // Both say how the model is compiled, and compile it when it is loaded.
      'tfjs-node save': () => timed(() => model.save(file, { includeOptimizer: true })),
      load: () => timed(async () => (await loadModel(join(folder, `ours-${count}`))).dispose()),
      'tfjs-node load': () => timed(async () => (await loadLayersModel(`${file}/model.json`)).dispose()),
      snapshot: () => timed(() => new WeightSnapshot(model).dispose()),
      histograms: () => timed(() => board.onEpochEnd(0, {})),
    },
    { rounds: 3 },
  );
  await board.onTrainEnd();
  model.dispose();
  return measured;

  /** @template {ModelCheckpoint | TensorBoard} One @param {One} callback @returns {Promise<One>} */
  async function begin(callback) {
    callback.setModel(/** @type {never} */ (model));
    await callback.onTrainBegin();
    return callback;
  }
}
