import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackupAndRestore, loadModel, loadWeights, ModelCheckpoint } from '@cb/checkpoint';
import { CSVLogger } from '@cb/csv-logger';
import { TensorBoard } from '@cb/tensorboard';
import { recordsIn } from '../bytes/event-records.js';
import { toyModel } from '../saves/toy-training.js';

/**
 * A callback that writes files.
 *
 * @typedef {object} Keeper
 * @property {string} name
 * @property {RegExp} error what one of its own begins with
 * @property {(directory: string, throwsErrors: boolean) => object} make
 * @property {(directory: string, epochs: number) => Promise<string[]>} missing what is not there, or cannot be read, of
 *   that many epochs
 */

/** @type {readonly Keeper[]} */
export const KEEPERS = [
  ofCheckpoints('', false),
  ofCheckpoints('.keras', false),
  ofCheckpoints('.h5', false),
  ofCheckpoints('.weights.h5', true),
  ofCheckpoints('.safetensors', true),
  {
    name: 'BackupAndRestore',
    error: /^BackupAndRestore: cannot (back up|save) to "\/.+" \(.+\)\. /,
    make: (directory) => new BackupAndRestore(join(directory, 'backup'), { deleteCheckpoint: false }),
    missing: async (directory, epochs) => {
      const model = toyModel();
      const { initialEpoch } = await new BackupAndRestore(join(directory, 'backup')).restore(model);
      dispose(model);
      return initialEpoch >= epochs ? [] : [`the backup is of epoch ${initialEpoch}`];
    },
  },
  {
    name: 'CSVLogger',
    error: /^CSVLogger: cannot (write|append) to "\/.+\/log\.csv" \(.+\)\. /,
    make: (directory, throwsErrors) => {
      return new CSVLogger(join(directory, 'log.csv'), { append: true, onError: throwsErrors ? 'throw' : 'warn' });
    },
    missing: async (directory, epochs) => {
      const lines = readFileSync(join(directory, 'log.csv'), 'utf8').split('\r\n');
      const rows = lines.slice(1, -1).map((line) => line.split(',')[0]);
      const isThere = Array.from({ length: epochs }, (_, epoch) => rows[epoch] === String(epoch));
      return isThere.every(Boolean) ? [] : [`the log has the rows ${rows}`];
    },
  },
  {
    name: 'TensorBoard',
    error: /^TensorBoard: cannot (create an event file|write)\b.+"\/.+" \(.+\)\. /,
    make: (directory, strict) => new TensorBoard({ logDir: join(directory, 'logs'), strict }),
    missing: async (directory, epochs) => {
      const events = eventFiles(join(directory, 'logs')).flatMap((file) => wholeRecords(readFileSync(file)));
      const losses = events.filter((event) => event.includes('epoch_loss')).length;
      return losses >= epochs ? [] : [`the events have ${losses} losses`];
    },
  },
];

/**
 * @param {string} ending
 * @param {boolean} saveWeightsOnly
 * @returns {Keeper}
 */
function ofCheckpoints(ending, saveWeightsOnly) {
  return {
    name: `ModelCheckpoint with ${ending || 'directories'}`,
    error: /^ModelCheckpoint: cannot save to "\/.+" \(.+\)\. /,
    make: (directory, throwsErrors) => {
      const path = join(directory, 'checkpoints', `{epoch}${ending}`);
      return new ModelCheckpoint(path, { saveWeightsOnly, onError: throwsErrors ? 'throw' : 'warn' });
    },
    missing: async (directory, epochs) => {
      const missing = [];
      for (let epoch = 1; epoch <= epochs; epoch++) {
        const path = join(directory, 'checkpoints', `${epoch}${ending}`);
        if (!existsSync(path)) missing.push(`${epoch}${ending} is lost`);
        else if (saveWeightsOnly) await readWeights(path);
        else dispose(await loadModel(path));
      }
      return missing;
    },
  };
}

/** @param {string} path */
async function readWeights(path) {
  const model = toyModel();
  await loadWeights(model, path);
  dispose(model);
}

/** @param {import('@cb-tooling/backend/tf').LayersModel} model */
function dispose(model) {
  model.optimizer.dispose();
  model.dispose();
}

/** @param {string} directory */
function eventFiles(directory) {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.includes('tfevents'));
  return files.map(({ parentPath, name }) => join(parentPath, name));
}

/** The records of a file whose end may be missing. @param {Buffer} bytes */
function wholeRecords(bytes) {
  for (let end = bytes.length; ; end--) {
    try {
      return recordsIn(bytes.subarray(0, end));
    } catch (error) {
      if (end === 0) throw error;
    }
  }
}
