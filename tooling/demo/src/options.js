// @ts-check
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from './failure.js';

export const HELP = `Trains a network on 10,000 handwritten digits and shows Keras's callbacks at work.

Usage: npx --yes pnpm demo [options]

  --epochs N       train for at most N epochs; early stopping usually ends it sooner (default: 40)
  --backend NAME   tensorflow: tfjs-node, a small convolutional network
                   wasm:       WebAssembly, a dense network
                   (default: tensorflow where its native library loads, else wasm)
  --out DIR        a new or empty folder for checkpoints and curves (default: runs/digits-<time>)
  --seed N         decides first weights, splits and order; the same seed gives the same result (default: 1)
  --help           print this`;

/**
 * @typedef {object} Options
 * @property {boolean} help
 * @property {number} epochs
 * @property {'tensorflow' | 'wasm'} [backend]
 * @property {string} out an absolute path
 * @property {number} seed
 */

const BACKENDS = /** @type {const} */ (['tensorflow', 'wasm']);
const TAKES_VALUE = ['epochs', 'backend', 'out', 'seed'];
const LARGEST_SEED = 2 ** 32 - 1;

/**
 * Reads the command line.
 *
 * @param {string[]} args
 * @returns {Options}
 * @throws {Failure} with exit code 2 for what cannot be meant
 */
export function readOptions(args) {
  const { help, epochs, backend, out, seed } = readValues(args);
  return {
    help: help !== undefined,
    epochs: readWhole('epochs', epochs ?? '40', { min: 1, meaning: 'a whole number of epochs, 1 or more' }),
    backend: backend === undefined ? undefined : readBackend(backend),
    out: readFolder(out ?? `runs/digits-${timestamp()}`),
    seed: readWhole('seed', seed ?? '1', { max: LARGEST_SEED, meaning: `a whole number from 0 to ${LARGEST_SEED}` }),
  };
}

/**
 * Strict mode of `parseArgs` has messages of its own, some of several lines; its tokens allow ours.
 *
 * @param {string[]} args
 */
function readValues(args) {
  // npm needs `--` before the options; pnpm hands it on.
  const own = args[0] === '--' ? args.slice(1) : args;
  const options = Object.fromEntries(TAKES_VALUE.map((name) => [name, { type: /** @type {const} */ ('string') }]));
  const { tokens } = parseArgs({ args: own, options, strict: false, tokens: true });
  /** @type {Partial<Record<string, string>>} */
  const values = {};
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw usage(`"${token.value}" is no option`);
    const { name, rawName, value } = token;
    if (name === 'help' && value === undefined) values.help = '';
    else if (!TAKES_VALUE.includes(name)) throw usage(`unknown option \`${rawName}\``);
    else if (!value) throw usage(`option \`${rawName}\` has no value`);
    else values[name] = value;
  }
  return values;
}

/**
 * @param {string} name
 * @param {string} text
 * @param {{ min?: number, max?: number, meaning: string }} range
 */
function readWhole(name, text, { min = 0, max = Number.MAX_SAFE_INTEGER, meaning }) {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new Failure(`option \`--${name}\` is "${text}". Pass ${meaning}.`, { exitCode: 2 });
}

/** @param {string} text */
function readBackend(text) {
  const backend = BACKENDS.find((name) => name === text);
  if (backend) return backend;
  throw new Failure(`option \`--backend\` is "${text}". Pass tensorflow (tfjs-node) or wasm.`, { exitCode: 2 });
}

/** @param {string} text */
function readFolder(text) {
  if (!/^[a-z][a-z\d+.-]+:\/\//i.test(text)) return resolve(text);
  throw new Failure(`option \`--out\` is "${text}". Pass the path of a folder, not a URL.`, { exitCode: 2 });
}

/** @param {string} fault */
function usage(fault) {
  return new Failure(`${fault}. Pass --help to see the options.`, { exitCode: 2 });
}

/** Local time as a folder's name, such as 2031-05-07-140509. */
function timestamp() {
  const now = new Date();
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()];
  const twoDigits = (/** @type {number} */ part) => String(part).padStart(2, '0');
  return `${date.map(twoDigits).join('-')}-${time.map(twoDigits).join('')}`;
}
