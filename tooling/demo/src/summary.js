// @ts-check
import { basename, dirname } from 'node:path';
import { draw, sideBySide } from './drawing.js';
import { readable } from './readable-path.js';
import { listFiles } from './run-folder.js';

/** @typedef {import('./demo.js').Run} Run */

const MARGIN = 15;
const MISTAKES_SHOWN = 3;

/**
 * What a run came to, for a person to read.
 *
 * @param {Run} run
 */
export function summarize(run) {
  const { best, examination, history } = run;
  const [out, logDir] = [readable(run.out), readable(run.logDir)];
  const checkpoint = run.checkpoint && readable(run.checkpoint);
  const hasEpochs = run.epochsCompleted > 0;
  const picture = hasEpochs ? ', and as a picture: curves.svg' : '';
  const rows = [
    row('Epochs', `${run.epochsCompleted} of ${run.epochs}: ${ending(run)}`),
    best && row('Best epoch', `${best.epoch + 1}, with a val_loss of ${best.valLoss.toFixed(4)}`),
    examination && row('Accuracy', accuracy(examination)),
    hasEpochs && row('Learning rate', changes(history.learning_rate)),
    checkpoint && row('Checkpoint', examination ? `${checkpoint}, loaded back: the same answers` : checkpoint),
    row('Files', folders(out, checkpoint)),
    row('Curves', `tensorboard --logdir ${quoted(logDir)}\n(comes with: pip install tensorboard)${picture}`),
    examination && drawMistakes(examination),
  ];
  return rows.filter(Boolean).join('\n');
}

/** @param {Run} run */
function ending({ isInterrupted, epochsCompleted, stopReason }) {
  if (isInterrupted) return `interrupted in epoch ${epochsCompleted + 1}`;
  if (!stopReason) return 'all that were asked for';
  return `EarlyStopping ended it, as ${stopReason.metric} no longer improved`;
}

/** @param {NonNullable<Run['examination']>} examination */
function accuracy({ right, total }) {
  return `${((100 * right) / total).toFixed(1)} %: ${right} of ${total} digits that it had never seen`;
}

/**
 * Where the rate changed: `0.004, 0.0008 from epoch 9`.
 *
 * @param {readonly number[]} rates one for each epoch
 */
function changes(rates) {
  return Array.from(rates.entries())
    .filter(([epoch, rate]) => rate !== rates[epoch - 1])
    .map(([epoch, rate]) => `${Number(rate.toPrecision(3))}${epoch > 0 ? ` from epoch ${epoch + 1}` : ''}`)
    .join(', ');
}

/**
 * The folders that were written, with all earlier checkpoints as one line.
 *
 * @param {string} out
 * @param {string} [checkpoint] the last and best one
 */
function folders(out, checkpoint = '') {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  for (const { path, bytes } of listFiles(out)) {
    const folder = dirname(path);
    const isEarlier = folder.startsWith('weights.') && folder !== basename(checkpoint);
    const name = isEarlier ? 'earlier checkpoints' : folder === '.' ? path : folder;
    sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  }
  const lines = Array.from(sizes, ([name, bytes]) => `  ${name.padEnd(20)} ${size(bytes).padStart(8)}`);
  return [`${out}/`, ...lines.sort()].join('\n');
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * A path as a shell takes it.
 *
 * @param {string} path
 */
function quoted(path) {
  return /^[\w@%+=:,./\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** @param {NonNullable<Run['examination']>} examination */
function drawMistakes({ mistakes }) {
  if (mistakes.length === 0) return '';
  const step = Math.ceil(mistakes.length / MISTAKES_SHOWN);
  const shown = mistakes.filter((_, index) => index % step === 0);
  const pictures = shown.map(({ digit, answer }) => [`${digit.label}, taken for ${answer}`, ...draw(digit)]);
  return `\n${sideBySide(pictures).join('\n')}`;
}

/**
 * @param {string} name
 * @param {string} text
 */
function row(name, text) {
  return name.padEnd(MARGIN) + text.replaceAll('\n', `\n${' '.repeat(MARGIN)}`);
}
