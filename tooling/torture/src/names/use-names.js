import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Callback } from '@cb-tooling/backend/tf';
import { toyModel, train } from '../saves/toy-training.js';
import { inDirectory } from '../temporary-directory.js';
import { NAMES, steers } from './names.js';
import { USES } from './uses.js';

/** In milliseconds, on a computer that is busy. */
const LONGEST = 60_000;

/** @typedef {import('./uses.js').Use} Use */

/**
 * Gives metrics, hyperparameters and files hostile names, in all callbacks.
 *
 * @param {import('../tally.js').Tally} tally
 */
export async function useNames(tally) {
  let refused = 0;
  for (const name of NAMES) {
    for (const use of USES) {
      const where = `${use.what}, called ${JSON.stringify(name.slice(0, 40))}`;
      tally.attempts++;
      tally.faults++;
      const { isRefused, faults } = await inDirectory((root) => tryName(root, use, name));
      if (isRefused) refused++;
      for (const fault of faults) tally.note(fault === HUNG ? 'hung' : 'wrong', `${where}: ${fault}`);
    }
  }
  tally.remarks.push(`${refused} were refused, the others did what a name does`);
}

const HUNG = `no end after ${LONGEST / 1000} s`;

/** @param {string} root @param {Use} use @param {string} name */
async function tryName(root, use, name) {
  const directory = join(root, 'inside', 'deeper');
  mkdirSync(directory, { recursive: true });
  /** @type {string[]} */
  const said = [];
  const print = (/** @type {unknown[]} */ ...texts) => void said.push(texts.join(' '));
  const { log, info, warn, error: complain } = console;
  Object.assign(console, { log: print, info: print, warn: print, error: print });
  try {
    const error = await within(trainNamed(use, { directory, name, print }));
    if (error !== undefined) said.push(error.message);
    const after = error === undefined ? ((await use.faults?.({ directory, name })) ?? []) : [];
    const faults = [...after, ...faultsOfAll(root, name, said, error)];
    return { isRefused: error !== undefined, faults };
  } finally {
    Object.assign(console, { log, info, warn, error: complain });
  }
}

/**
 * @param {Use} use
 * @param {{ directory: string, name: string, print: (text: string) => void }} place
 */
async function trainNamed(use, place) {
  const model = toyModel();
  try {
    const [first, last] = [reporter(place.name), remover(place.name)];
    await train(model, { epochs: 3, callbacks: [first, ...use.callbacks(place), last] });
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error);
  } finally {
    model.optimizer.dispose();
    model.dispose();
  }
}

/** @param {Promise<Error | undefined>} work */
async function within(work) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const hung = new Promise((resolve) => {
    timer = setTimeout(() => resolve(new Error(HUNG)), LONGEST);
  });
  try {
    return /** @type {Error | undefined} */ (await Promise.race([work, hung]));
  } finally {
    clearTimeout(timer);
  }
}

/** Reports a metric of this name, which falls. @param {string} name */
function reporter(name) {
  return new (class extends Callback {
    /** @override @param {number} epoch @param {import('@cb-tooling/backend/tf').Logs} [logs] */
    async onEpochEnd(epoch, logs = {}) {
      const value = 1 / (epoch + 2);
      Object.defineProperty(logs, name, { value, enumerable: true, configurable: true, writable: true });
    }
  })();
}

/** Takes the metric away before TensorFlow.js sees it, whose own history takes no name that objects inherit. @param {string} name */
function remover(name) {
  return new (class extends Callback {
    /** @override @param {number} _epoch @param {import('@cb-tooling/backend/tf').Logs} [logs] */
    async onEpochEnd(_epoch, logs = {}) {
      delete logs[name];
    }
  })();
}

/**
 * What is wrong whatever the name is for.
 *
 * @param {string} root
 * @param {string} name
 * @param {readonly string[]} said
 * @param {Error | undefined} error
 */
function faultsOfAll(root, name, said, error) {
  if (error?.message === HUNG) return [HUNG];
  const outside = [...readdirSync(root), ...readdirSync(join(root, 'inside'))].filter((one) => !OURS.includes(one));
  const isClear = error === undefined || /^[A-Z]\w+(\.\w+)?: .+\.$/s.test(error.message);
  const isPolluted = Object.keys(Object.prototype).length > 0 || 'polluted' in {};
  return [
    ...outside.map((one) => `${JSON.stringify(one)} is outside`),
    ...(isClear ? [] : [`the error is ${error.stack}`]),
    ...(isPolluted ? ['all objects have got something'] : []),
    ...(steers(name) ? said.filter((text) => text.includes(name)) : []).map(
      (text) => `it prints ${JSON.stringify(text)}`,
    ),
    ...said.filter((text) => text.length > 50_000).map(({ length }) => `it prints ${length} letters`),
  ];
}

const OURS = ['inside', 'deeper'];
