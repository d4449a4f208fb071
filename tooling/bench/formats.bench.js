// @ts-check
// A model of 100 MB in each format: what a save and a load take, and the size on the disk, beside Keras's own save and
// load of the same layers. Ours hashes what it writes, and waits until it is on the disk; Keras does neither.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileHandler, loadModel, loadWeights, ModelCheckpoint } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { kerasPython } from '../keras-oracle/keras-python.js';
import { median, table } from './statistics.js';
import { withoutSync } from './without-sync.js';

const ROUNDS = 7;
const LAYERS = 10;
const UNITS = 1581; // 10 layers of 1581 × 1581 float32 are 100 MB.

/** A directory of TensorFlow.js has no ending. */
const WHOLE = ['', '.keras', '.h5'];
const WEIGHTS = ['.weights.h5', '.safetensors'];
const KERAS = ['.keras', '.h5', '.weights.h5'];

const backend = process.env.CB_BACKEND || 'tensorflow';
await loadBackend(backend);

// Not in the system's folder for temporary files, which may be memory.
const runs = join(import.meta.dirname, '../../runs');
mkdirSync(runs, { recursive: true });
const folder = mkdtempSync(join(runs, 'formats-'));
const keras = startKeras();

const model = sequential();
for (let layer = 0; layer < LAYERS; layer++) {
  model.add(layers.dense({ units: UNITS, inputShape: [UNITS], useBias: false }));
}
// Without momentum it has no state, neither here nor in Keras.
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });

const rows = [];
for (const format of [...WHOLE, ...WEIGHTS]) rows.push(await measure(format));
keras?.stop();
rmSync(folder, { recursive: true });

console.info(
  `${backend}, ${(LAYERS * UNITS * UNITS * 4) / 1e6} MB of weights in ${LAYERS} layers, compiled with sgd, ` +
    `medians of ${ROUNDS} rounds. Ours hashes what it writes and waits for the disk, Keras does neither.\n`,
);
const head = ['format', 'save, ms', 'without fsync, ms', "Keras's save, ms"];
console.info(table([...head, 'load, ms', "Keras's load, ms", 'size, MB', "Keras's size, MB"], rows));

/** @param {string} format */
async function measure(format) {
  const path = join(folder, `ours${format}`);
  const { save, load } = WHOLE.includes(format) ? wholeModel(path) : await weightsOnly(path);
  const peer = KERAS.includes(format) ? keras : undefined;
  const times = await race({
    save: () => timed(save),
    unsynced: () => withoutSync(() => timed(save)),
    kerasSave: async () => peer?.run(`save ${format}`),
    load: () => timed(load),
    kerasLoad: async () => peer?.run(`load ${format}`),
  });
  const ms = ['save', 'unsynced', 'kerasSave', 'load', 'kerasLoad'].map((name) => times[name]?.toFixed(0) ?? '');
  const kerasSize = peer ? megabytes(join(folder, `keras${format}`)) : '';
  return [format === '' ? 'TensorFlow.js directory' : format, ...ms, megabytes(path), kerasSize];
}

/** @param {string} path */
function wholeModel(path) {
  return {
    save: () => model.save(fileHandler(path), { includeOptimizer: true }),
    load: async () => (await loadModel(path)).dispose(),
  };
}

/** @param {string} path */
async function weightsOnly(path) {
  const checkpoint = new ModelCheckpoint(path, { saveWeightsOnly: true });
  checkpoint.setModel(/** @type {never} */ (model));
  await checkpoint.onTrainBegin();
  return { save: () => checkpoint.onEpochEnd(0, {}), load: () => loadWeights(model, path) };
}

/** @param {() => Promise<unknown>} action */
async function timed(action) {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

/**
 * @param {Record<string, () => Promise<number | undefined>>} contestants
 * @returns {Promise<Record<string, number | undefined>>} the median milliseconds of each, measured in turn; the first round
 *   is to warm up
 */
async function race(contestants) {
  /** @type {Record<string, number[]>} */
  const all = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, action] of Object.entries(contestants)) {
      const time = await action();
      if (round > 0 && time !== undefined) all[name]?.push(time);
    }
  }
  return Object.fromEntries(
    Object.entries(all).map(([name, times]) => [name, times.length > 0 ? median(times) : undefined]),
  );
}

/** @param {string} path of a file, or a directory of files */
function megabytes(path) {
  const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  return (files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6).toFixed(2);
}

/** Keras in a process of its own; it measures itself. Nothing if there is no Python for it. */
function startKeras() {
  let python;
  try {
    python = kerasPython();
  } catch (error) {
    console.info(`Without Keras, because it cannot be had here: ${/** @type {Error} */ (error).message}\n`);
    return undefined;
  }
  const script = join(import.meta.dirname, 'keras_files.py');
  const child = spawn(python, ['-B', script, folder, String(UNITS), String(LAYERS)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    /** @param {string} command */
    async run(command) {
      child.stdin.write(`${command}\n`);
      const { value } = await answers.next();
      if (value === undefined) throw new Error(`Keras failed: ${said}`);
      return Number(value);
    },
    stop: () => child.stdin.end(),
  };
}
