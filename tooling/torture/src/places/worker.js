// node worker.js JOB: attacks the places of one callback, and says on stdout, in lines of JSON, what it is about to do and
// what became of it.
import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { KEEPERS } from '../shim/keepers.js';
import { fullDisk } from './full-disk.js';
import { readOnly } from './read-only.js';
import { specialFiles } from './special-files.js';
import { vanishing } from './vanishing.js';

/** @typedef {{ directory: string, keeper: number, attack: keyof typeof ATTACKS, every: number }} Job how often of what can be tried */

/**
 * An attack says what it is about to do, and then what became of that.
 *
 * @typedef {(keeper: import('../shim/keepers.js').Keeper, directoryOf: () => string, every: number) => AsyncIterable<
 *   { begins: string } | { isError: boolean, faults: string[] }>} Attack `directoryOf` makes an empty one each time
 */

export const ATTACKS = { specialFiles, vanishing, fullDisk, readOnly };

/** @type {Job} */
const { directory, keeper, attack, every } = JSON.parse(String(process.argv[2]));
const report = (/** @type {object} */ news) => writeSync(1, `${JSON.stringify(news)}\n`);
let number = 0;
const directoryOf = () => {
  const made = join(directory, String(number++));
  mkdirSync(made, { recursive: true });
  return made;
};
const attacked = /** @type {import('../shim/keepers.js').Keeper} */ (KEEPERS[keeper]);
for await (const news of ATTACKS[attack](attacked, directoryOf, every)) report(news);
report({ done: true });
