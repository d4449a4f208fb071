import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackupAndRestore, bestCheckpoint, ModelCheckpoint } from '@cb/checkpoint';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { Bars, ProgbarLogger } from '@cb/progress';
import { TensorBoard } from '@cb/tensorboard';
import { recordsIn } from '../bytes/event-records.js';

/**
 * Something that a name gets into.
 *
 * @typedef {object} Use
 * @property {string} what
 * @property {(place: { directory: string, name: string, print: (text: string) => void }) => object[]} callbacks
 * @property {(place: { directory: string, name: string }) => Promise<string[]>} [faults] what is wrong afterwards
 */

/** @type {readonly Use[]} */
export const USES = [
  {
    what: 'a column of a CSV log',
    callbacks: ({ directory }) => [new CSVLogger(join(directory, 'log.csv'), { append: true })],
    faults: async ({ directory, name }) => {
      const rows = rowsIn(readFileSync(join(directory, 'log.csv'), 'utf8'));
      const isTable = rows.length === 4 && rows.every(({ length }) => length === rows[0]?.length);
      const column = rows[0]?.indexOf(Buffer.from(name).toString()) ?? -1;
      const isThere = column > 0 && rows.slice(1).every((row) => Number(row[column]) > 0);
      return isTable && isThere ? [] : [`the log is ${JSON.stringify(rows).slice(0, 300)}`];
    },
  },
  {
    what: 'a tag of an event file, and a hyperparameter',
    callbacks: ({ directory, name }) => {
      const hparams = JSON.parse(`{${JSON.stringify(name)}: 1, "other": ${JSON.stringify(name)}}`);
      return [new TensorBoard({ logDir: join(directory, 'logs'), updateFreq: 1, strict: true, hparams })];
    },
    faults: async ({ directory }) => {
      const names = /** @type {string[]} */ (readdirSync(join(directory, 'logs'), { recursive: true }));
      const files = names.filter((file) => file.includes('tfevents'));
      const counts = files.map((file) => recordsIn(readFileSync(join(directory, 'logs', file))).length);
      return counts.length > 0 && counts.every((count) => count > 1) ? [] : [`the files have ${counts} events`];
    },
  },
  {
    what: 'the metric of ModelCheckpoint',
    callbacks: ({ directory, name }) => {
      const options = { monitor: name, mode: /** @type {const} */ ('min'), saveTopK: 2, verbose: 1 };
      return [new ModelCheckpoint(join(directory, 'checkpoints', '{epoch}'), options)];
    },
    faults: async ({ directory, name }) => {
      const best = await bestCheckpoint(join(directory, 'checkpoints'), { monitor: name, mode: 'min' });
      return best === join(directory, 'checkpoints', '3') ? [] : [`the best checkpoint is ${best}`];
    },
  },
  {
    what: 'the name of a checkpoint',
    callbacks: ({ directory, name }) => [new ModelCheckpoint(join(directory, 'checkpoints', `{epoch}-{${name}:.2f}`))],
  },
  {
    what: 'a metric that is watched and not reported',
    callbacks: ({ name }) => [
      new EarlyStopping({ monitor: `${name}?`, mode: 'min', verbose: 1 }),
      new ReduceLROnPlateau({ monitor: `${name}?`, mode: 'min', verbose: 1 }),
    ],
  },
  {
    what: 'a metric that is watched',
    callbacks: ({ directory, name }) => {
      const stopping = new EarlyStopping({ monitor: name, mode: 'max', verbose: 1, restoreBestWeights: true });
      return [stopping, new BackupAndRestore(join(directory, 'backup'), { callbacks: [stopping] })];
    },
  },
  {
    what: 'a line on the terminal',
    callbacks: ({ print }) => [new ProgbarLogger({ verbose: 2, bars: new Bars({ stream: { write: print } }) })],
  },
];

/**
 * The cells of CSV by RFC 4180, which knows no other signs.
 *
 * @param {string} text
 */
function rowsIn(text) {
  /** @type {string[][]} */
  const rows = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows.slice(0, -1);
}
