// @ts-check
import { styleText } from 'node:util';

const LONGEST_BAR = 30;

/**
 * An epoch that is over: `Epoch  3/40   1.4 s  loss 0.4053  acc 0.8795`.
 *
 * @param {{ epoch: number, epochs: number, seconds: number, metrics: Record<string, number> }} state
 */
export function epochLine({ epoch, epochs, seconds, metrics }) {
  return `${title(epoch, epochs)} ${seconds.toFixed(1).padStart(5)} s  ${listed(metrics)}`;
}

/**
 * An epoch on its way: `Epoch  3/40 ━━━━━━━───── 17/63  loss 0.4053  acc 0.8795  at most 1:02 left`.
 *
 * @param {object} state
 * @param {number} state.epoch counted from 0
 * @param {number} state.epochs
 * @param {number} state.batches that the epoch has behind it
 * @param {number} [state.batchesPerEpoch] when it is not known, there is no bar
 * @param {number} state.secondsLeft
 * @param {Record<string, number>} state.metrics
 * @param {number} state.columns of the terminal: the line stays shorter, or it could not be redrawn
 * @param {boolean} state.colors
 */
export function liveLine({ epoch, epochs, batches, batchesPerEpoch, secondsLeft, metrics, columns, colors }) {
  const start = title(epoch, epochs);
  if (!batchesPerEpoch) return cut(`${start} ${batches}  ${listed(metrics)}`, columns);
  const count = `${String(batches).padStart(String(batchesPerEpoch).length)}/${batchesPerEpoch}`;
  const end = `${count}  ${listed(metrics)}  at most ${clock(secondsLeft)} left`;
  const room = Math.min(LONGEST_BAR, columns - start.length - end.length - 3);
  return room < 1 ? cut(`${start} ${end}`, columns) : `${start} ${bar(room, batches / batchesPerEpoch, colors)} ${end}`;
}

/**
 * @param {number} length
 * @param {number} share that is done, from 0 to 1
 * @param {boolean} colors
 */
function bar(length, share, colors) {
  const done = '━'.repeat(Math.round(length * share));
  const rest = '─'.repeat(length - done.length);
  if (!colors) return done + rest;
  // Whether colors are welcome is settled already, for the stream that they go to.
  const options = { validateStream: false };
  return styleText('green', done, options) + styleText('dim', rest, options);
}

/**
 * @param {string} line
 * @param {number} columns
 */
function cut(line, columns) {
  return line.slice(0, Math.max(0, columns - 1));
}

/**
 * @param {number} epoch counted from 0
 * @param {number} epochs
 */
function title(epoch, epochs) {
  return `Epoch ${String(epoch + 1).padStart(String(epochs).length)}/${epochs}`;
}

/** @param {Record<string, number>} metrics */
function listed(metrics) {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${short(value)}`)
    .join('  ');
}

/**
 * Four decimals, so that columns stand still; small numbers, such as learning rates, in full.
 *
 * @param {number} value
 */
function short(value) {
  return Math.abs(value) >= 0.01 ? value.toFixed(4) : String(Number(value.toPrecision(3)));
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
