import { existsSync, readFileSync } from 'node:fs';
import { CSVLogger } from '@cb/csv-logger';
import { CallbackList, layers, sequential } from '@cb-tooling/backend/tf';

/**
 * What is wrong with a log when the power is back: a run that goes on with an epoch must find the rows before it, and add
 * its own.
 *
 * @param {string} path
 * @param {number} epoch to go on with
 * @param {number} epochs that there could be rows of
 * @returns {Promise<string[]>}
 */
export async function faultsInRows(path, epoch, epochs) {
  const before = existsSync(path) ? epochsIn(path) : [];
  try {
    const warnings = await addRow(path, epochs);
    const [expected, found] = [range(epoch), epochsIn(path)];
    const isPrefix = found.slice(0, -1).every((one, index) => one === index) && found.at(-1) === epochs;
    return [
      ...expected.flatMap((one) => (found.includes(one) ? [] : [`row ${one} is lost; there were ${before}`])),
      ...(isPrefix ? [] : [`the log has the rows ${found}`]),
      ...warnings.filter((text) => !/has no row of epoch \d+( to \d+)?, and training goes on/.test(text)),
    ];
  } catch (error) {
    return [/** @type {Error} */ (error).message];
  }
}

/** Goes on with a log, for one epoch. @param {string} path */
async function addRow(path, /** @type {number} */ epoch) {
  /** @type {string[]} */
  const warnings = [];
  const { warn } = console;
  console.warn = (text) => warnings.push(text);
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  try {
    const list = new CallbackList([new CSVLogger(path, { append: true })]);
    list.setParams({ epochs: epoch + 1, initialEpoch: epoch, metrics: ['loss'] });
    list.setModel(model);
    await list.onTrainBegin();
    await list.onEpochBegin(epoch);
    await list.onEpochEnd(epoch, { loss: 1 });
    await list.onTrainEnd();
    return warnings;
  } finally {
    console.warn = warn;
    model.dispose();
  }
}

/** The first column, below its name. @param {string} path */
function epochsIn(path) {
  const lines = readFileSync(path, 'utf8').split('\r\n').slice(1);
  return lines.filter((line) => line !== '').map((line) => Number(line.split(',')[0]));
}

const range = (/** @type {number} */ end) => Array.from({ length: end }, (_, index) => index);
