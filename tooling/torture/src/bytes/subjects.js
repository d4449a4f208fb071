import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BackupAndRestore,
  bestCheckpoint,
  latestCheckpoint,
  loadModel,
  loadWeights,
  ModelCheckpoint,
} from '@cb/checkpoint';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { SummaryWriter } from '@cb/tensorboard/writer';
import { train } from '../saves/toy-training.js';
import { smallModel } from '../small-model.js';
import { recordsIn } from './event-records.js';
import { dispose, textOfModel, textOfWeights } from './what-a-model-is.js';

/**
 * Something that is read from files, and may meet damaged ones.
 *
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} who what an error begins with
 * @property {boolean} tells whether a file that was changed by accident is an error wherever that matters. Otherwise it may
 *   have other values than were written: nothing in it tells
 * @property {boolean} [isHdf5] whether its weights are in HDF5
 * @property {(directory: string) => Promise<void>} make writes the files
 * @property {(file: string) => boolean} [isAttacked] which of them are damaged, by their paths in the directory; all
 * @property {(directory: string) => Promise<string>} read as a text by which what was read can be compared
 * @property {(directory: string) => Promise<readonly string[]>} [answers] what `read` may give; what it gives at first
 */

const FIXTURES = fileURLToPath(new URL('../../../../packages/checkpoint/test/keras/fixtures/', import.meta.url));

/** The endings of files that hold weights in HDF5. */
const HDF5 = /\.keras$|h5$/;

/** @param {object[]} callbacks @param {number} [epochs] */
async function trainSmall(callbacks, epochs = 1) {
  const model = smallModel();
  await train(model, { epochs, callbacks });
  dispose(model);
}

/**
 * @param {string} ending
 * @param {boolean} tells
 * @returns {Subject}
 */
function ofModel(ending, tells) {
  return {
    name: ending === '' ? 'a directory with a model' : `a model in ${ending}`,
    who: 'loadModel',
    tells,
    isHdf5: HDF5.test(ending),
    make: (directory) => trainSmall([new ModelCheckpoint(join(directory, `model${ending}`))]),
    isAttacked: isNoIndex,
    read: (directory) => readModel(join(directory, `model${ending}`)),
  };
}

/**
 * @param {string} ending
 * @param {boolean} tells
 * @returns {Subject}
 */
function ofWeights(ending, tells) {
  return {
    name: ending === '' ? 'a directory with weights' : `weights in ${ending}`,
    who: 'loadWeights',
    tells,
    isHdf5: HDF5.test(ending),
    make: (directory) => {
      return trainSmall([new ModelCheckpoint(join(directory, `model${ending}`), { saveWeightsOnly: true })]);
    },
    isAttacked: isNoIndex,
    read: (directory) => readWeights(smallModel(), join(directory, `model${ending}`)),
  };
}

/**
 * What Python wrote.
 *
 * @param {string} file
 * @param {boolean} tells
 * @returns {Subject}
 */
function ofKeras(file, tells) {
  const isWhole = !/weights\.h5$|safetensors$/.test(file);
  return {
    name: `Keras's ${file}`,
    who: isWhole ? 'loadModel' : 'loadWeights',
    tells,
    isHdf5: HDF5.test(file),
    make: async (directory) => cpSync(join(FIXTURES, file), join(directory, file)),
    read: async (directory) => {
      if (isWhole) return readModel(join(directory, file));
      return readWeights(
        await loadModel(join(FIXTURES, 'keras-3.15.1.keras'), { compile: false }),
        join(directory, file),
      );
    },
  };
}

/** @type {Subject} */
const INDEX = {
  name: 'an index',
  who: 'latestCheckpoint|bestCheckpoint',
  tells: true,
  make: (directory) =>
    trainSmall([new ModelCheckpoint(join(directory, '{epoch:02d}'), { monitor: 'loss', saveTopK: 9 })], 3),
  isAttacked: (file) => file === 'checkpoints.json',
  read: readIndex,
};

/** Of a damaged checkpoint there is another one instead. @type {Subject} */
const INDEXED = {
  ...INDEX,
  name: 'checkpoints with an index',
  isAttacked: isNoIndex,
  read: async (directory) => {
    const best = await bestCheckpoint(directory, { monitor: 'loss' });
    return best === undefined ? 'none' : readModel(best);
  },
  answers: (directory) => Promise.all(['01', '02', '03'].map((name) => readModel(join(directory, name)))),
};

/** @type {Subject} */
const BACKUP = {
  name: 'a backup',
  who: 'BackupAndRestore',
  tells: true,
  make: (directory) => {
    const stopping = new EarlyStopping({ monitor: 'loss', patience: 9, restoreBestWeights: true });
    const options = { callbacks: [stopping], deleteCheckpoint: false };
    return trainSmall([stopping, new BackupAndRestore(join(directory, 'backup'), options)], 2);
  },
  read: async (directory) => {
    const model = smallModel();
    const stopping = new EarlyStopping({ monitor: 'loss', patience: 9, restoreBestWeights: true });
    const before = await textOfModel(model);
    try {
      const place = await new BackupAndRestore(join(directory, 'backup'), { callbacks: [stopping] }).restore(model);
      return JSON.stringify([place, await textOfModel(model)]);
    } catch (error) {
      if ((await textOfModel(model)) !== before) throw new Error('the model was changed before there was an error');
      throw error;
    } finally {
      await stopping.dispose();
      dispose(model);
    }
  },
};

/** @type {Subject} */
const LOG = {
  name: 'a CSV log',
  who: 'CSVLogger',
  tells: false,
  make: (directory) => trainSmall([new CSVLogger(join(directory, 'log.csv'))], 4),
  read: async (directory) => {
    const path = join(directory, 'log.csv');
    const before = readFileSync(path);
    const logger = new CSVLogger(path, { append: true });
    const model = smallModel();
    logger.setParams({});
    logger.setModel(model);
    try {
      await logger.onTrainBegin();
      await logger.onEpochBegin(4);
      await logger.onEpochEnd(4, { loss: 0.25, mae: 0.5 });
      await logger.onTrainEnd();
    } catch (error) {
      if (!readFileSync(path).equals(before)) throw new Error('the log was changed, and there was an error');
      throw error;
    } finally {
      dispose(model);
    }
    return readFileSync(path, 'utf8');
  },
};

/** @type {Subject} */
const EVENTS = {
  name: 'event files',
  who: 'TensorBoard',
  tells: true,
  make: (directory) => writeEvents(directory, 0),
  read: async (directory) => {
    const [damaged = ''] = readdirSync(directory);
    const before = readFileSync(join(directory, damaged));
    await writeEvents(directory, 100);
    const isLeft = readFileSync(join(directory, damaged)).equals(before);
    const others = readdirSync(directory).filter((name) => name !== damaged);
    return JSON.stringify([isLeft, others.map((name) => recordsIn(readFileSync(join(directory, name))).length)]);
  },
};

/** @type {readonly Subject[]} */
export const SUBJECTS = [
  ofModel('', true),
  ofModel('.keras', true),
  ofModel('.h5', false),
  ofWeights('', true),
  ofWeights('.h5', false),
  ofWeights('.weights.h5', false),
  ofWeights('.safetensors', false),
  ofKeras('keras-3.15.1.keras', true),
  ofKeras('keras-3.15.1.h5', false),
  ofKeras('keras-3.15.1.weights.h5', false),
  ofKeras('keras-3.15.1.safetensors', false),
  ofKeras('tf_keras-2.21.0.h5', false),
  INDEX,
  INDEXED,
  BACKUP,
  LOG,
  EVENTS,
];

/** @param {string} path */
function isNoIndex(path) {
  return basename(path) !== 'checkpoints.json';
}

/** @param {string} path */
async function readModel(path) {
  const model = await loadModel(path);
  try {
    return await textOfModel(model);
  } finally {
    dispose(model);
  }
}

/** @param {import('@cb-tooling/backend/tf').LayersModel} model @param {string} path */
async function readWeights(model, path) {
  const before = await textOfWeights(model);
  try {
    await loadWeights(model, path);
    return await textOfWeights(model);
  } catch (error) {
    if ((await textOfWeights(model)) !== before) throw new Error('the model was changed before there was an error');
    throw error;
  } finally {
    dispose(model);
  }
}

/** @param {string} directory */
async function readIndex(directory) {
  const [latest, best] = [await latestCheckpoint(directory), await bestCheckpoint(directory, { monitor: 'loss' })];
  return JSON.stringify([latest, best].map((path) => path && basename(path)));
}

/** @param {string} directory @param {number} first step */
async function writeEvents(directory, first) {
  const writer = new SummaryWriter(directory);
  for (let step = first; step < first + 10; step++) writer.scalar('loss', 1 / (step + 1), step);
  await writer.close();
}
