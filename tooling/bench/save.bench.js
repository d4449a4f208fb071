// @ts-check
// A checkpoint of 100 MB: what a durable save takes beside a raw write of the same bytes, what a save takes without fsync
// beside tfjs-node's own, loading beside tf.loadLayersModel, and the memory that a save takes.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileHandler, loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import { layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { median, table } from './statistics.js';
import { withoutSync } from './without-sync.js';

const ROUNDS = 9;
const LAYERS = 10;
const backend = process.env.CB_BACKEND || 'tensorflow';
await loadBackend(backend);

// Not in the system's folder for temporary files, which may be memory.
const runs = join(import.meta.dirname, '../../runs');
mkdirSync(runs, { recursive: true });
const folder = mkdtempSync(join(runs, 'save-'));

const units = 1581; // 10 layers of 1581 × 1581 float32 are 100 MB.
const model = sequential();
for (let layer = 0; layer < LAYERS; layer++) model.add(layers.dense({ units, inputShape: [units], useBias: false }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const bytes = randomBytes(LAYERS * units * units * 4);

const checkpoint = new ModelCheckpoint(join(folder, 'ours'));
checkpoint.setModel(/** @type {never} */ (model));
await checkpoint.onTrainBegin();
const ours = () => checkpoint.onEpochEnd(0, {});
const file = pathToFileURL(join(folder, 'tfjs-node')).href;

await ours();
const peak = await memoryOf(ours);
const durable = await race({ ours, raw: () => rawWrite(true) });
const sync = await withoutSync(() => race({ ours, raw: () => rawWrite(false), ...peerOf(() => model.save(file)) }));
const loading = await race({
  ours: async () => (await loadModel(join(folder, 'ours'))).dispose(),
  ...peerOf(async () => (await loadLayersModel(`${file}/model.json`)).dispose()),
  'tf.loadLayersModel(fileHandler())': async () => (await loadLayersModel(fileHandler(join(folder, 'ours')))).dispose(),
});
rmSync(folder, { recursive: true });

console.info(`${backend}, ${bytes.length / 1e6} MB of weights in ${LAYERS} layers, medians of ${ROUNDS} rounds\n`);
console.info(
  table(
    ['what', 'who', 'ms', 'speed, as a share of ours'],
    [...rowsOf('save, on the disk', durable), ...rowsOf('save, without fsync', sync), ...rowsOf('load', loading)],
  ),
);
console.info(`\nmost memory that a save adds to the process: ${(peak / 1e6).toFixed(0)} MB`);

/**
 * tfjs-node has the handler of `file://`.
 *
 * @param {() => Promise<unknown>} action
 * @returns {Record<string, () => Promise<unknown>>}
 */
function peerOf(action) {
  return backend === 'tensorflow' ? { 'tfjs-node': action } : {};
}

/** @param {boolean} durable */
async function rawWrite(durable) {
  const target = await open(join(folder, 'raw'), 'w');
  await target.write(bytes);
  if (durable) await target.sync();
  await target.close();
}

/**
 * @param {Record<string, () => Promise<unknown>>} contestants
 * @returns {Promise<Record<string, number>>} the median milliseconds of each, measured in turn
 */
async function race(contestants) {
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, action] of Object.entries(contestants)) {
      const begin = performance.now();
      await action();
      times[name]?.push(performance.now() - begin);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

/** @param {() => Promise<unknown>} action */
async function memoryOf(action) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const interval = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 1);
  await action();
  clearInterval(interval);
  return most - before;
}

/**
 * @param {string} what
 * @param {Record<string, number>} times
 */
function rowsOf(what, times) {
  return Object.entries(times).map(([name, time]) => {
    return [what, name, time.toFixed(0), (Number(times.ours) / time).toFixed(2)];
  });
}
