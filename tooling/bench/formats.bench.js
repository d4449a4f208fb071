// @ts-check
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileHandler, loadModel, loadWeights, ModelCheckpoint } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import { contest, timed } from './src/contest.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { denseModel, HUNDRED_MB } from './src/models.js';
import { publish } from './src/publish.js';
import { startPython } from './src/python-peer.js';
import { withoutSync } from './src/without-sync.js';

/** A directory of TensorFlow.js has no ending. */
const WHOLE = ['', '.keras', '.h5'];
const WEIGHTS = ['.weights.h5', '.safetensors'];
const KERAS = ['.keras', '.h5', '.weights.h5'];

const backend = process.env.CB_BACKEND || 'tensorflow';
await loadBackend(backend);
const folder = folderOnDisk();
const keras = await startPython('keras_files.py', folder, HUNDRED_MB.units, HUNDRED_MB.count);
const model = denseModel(HUNDRED_MB);

const measures = [];
for (const format of [...WHOLE, ...WEIGHTS]) measures.push(...(await measure(format)));
await keras.stop();
publish({
  name: 'formats',
  work:
    `A model of 100 MB in ten layers, compiled with SGD (${backend}), in each format, beside Keras's own save and load of the ` +
    'same layers. Ours hashes what it writes and waits until it is on the disk; Keras does neither.',
  measures,
  remarks: keras.remarks,
});

/** @param {string} format @returns {Promise<import('./src/measure.js').Measure[]>} */
async function measure(format) {
  const path = join(folder, `ours${format}`);
  const { save, load } = WHOLE.includes(format) ? wholeModel(path) : await weightsOnly(path);
  const ask = async (/** @type {string} */ what) =>
    KERAS.includes(format) ? keras.ask(`${what} ${format}`) : undefined;
  const rows = await contest(
    {
      'save ours': () => timed(save),
      'unsynced ours': () => withoutSync(() => timed(save)),
      'save Keras': () => ask('save'),
      'load ours': () => timed(load),
      'load Keras': () => ask('load'),
    },
    { rounds: 5 },
  );
  const of = (/** @type {string} */ what) =>
    rows
      .filter(({ who }) => who.startsWith(what))
      .map(({ who, samples }) => ({ who: who.slice(what.length + 1), samples }));
  const sizes = of('save Keras').map(() => ({ who: 'Keras', samples: [megabytes(join(folder, `keras${format}`))] }));
  const name = format === '' ? 'directory of TensorFlow.js' : format;
  const shape = /** @type {const} */ ({ better: 'less', ours: 'ours' });
  return [
    { name: `${name}: save`, unit: 'ms', ...shape, rows: of('save') },
    { name: `${name}: save without fsync`, unit: 'ms', ...shape, rows: [...of('unsynced'), ...of('save').slice(1)] },
    { name: `${name}: load`, unit: 'ms', ...shape, rows: of('load') },
    { name: `${name}: size`, unit: 'MB', ...shape, rows: [{ who: 'ours', samples: [megabytes(path)] }, ...sizes] },
  ];
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

/** @param {string} path of a file, or a directory of files */
function megabytes(path) {
  const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  return files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
}
