// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './failure.js';
import { readable } from './readable-path.js';

/**
 * Makes the folder that a run writes into, and leaves nothing behind where that fails.
 *
 * @param {string} folder its absolute path
 * @throws {Failure} when it cannot be written, or holds something already
 */
export function makeRunFolder(folder) {
  /** @type {string[]} */
  const made = [];
  try {
    // One by one: below a folder that refuses new ones, such as /proc/1, a recursive mkdir never returns in Node 20.
    for (const path of missingFolders(folder)) {
      mkdirSync(path);
      made.unshift(path);
    }
    // Permissions do not tell everything (root, file systems that are read-only), a write does.
    rmdirSync(mkdtempSync(join(folder, '.try-')));
  } catch (error) {
    made.forEach((path) => {
      rmdirSync(path);
    });
    const [reason] = /** @type {Error} */ (error).message.split(',');
    throw unusable(folder, `It cannot be written (${reason}). Pass a folder that can.`);
  }
  if (readdirSync(folder).length > 0) throw unusable(folder, 'It is not empty. Pass a new folder or an empty one.');
}

/**
 * What a run wrote: its files, each with a size in bytes and a path from the run's folder.
 *
 * @param {string} folder
 */
export function listFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, stats: statSync(join(folder, path)) }))
    .filter(({ stats }) => stats.isFile())
    .map(({ path, stats }) => ({ path, bytes: stats.size }));
}

/**
 * @param {string} path
 * @returns {string[]} what is to be made, the outermost folder first
 */
function missingFolders(path) {
  return existsSync(path) ? [] : [...missingFolders(dirname(path)), path];
}

/**
 * @param {string} folder
 * @param {string} remedy
 */
function unusable(folder, remedy) {
  return new Failure(`option \`--out\` is "${readable(folder)}". ${remedy}`, { exitCode: 2 });
}
