import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Above the highest id that Linux gives. */
const NO_PROCESS = 2 ** 22 + 1;

/**
 * What a save that broke off may leave for a while: temporary files, and weights that no `model.json` names.
 *
 * @param {string} directory
 * @returns {string[]} their paths
 */
export function leftoversIn(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return leftoversIn(path);
    const isUnnamed = /^weights\.[0-9a-f]{16}-[0-9a-f]{12}\.bin$/.test(entry.name) && !isNamed(directory, entry.name);
    return isUnnamed || path.endsWith('.tmp') ? [path] : [];
  });
}

/**
 * @param {string} directory
 * @param {string} weights
 */
function isNamed(directory, weights) {
  const json = join(directory, 'model.json');
  return existsSync(json) && readFileSync(json, 'utf8').includes(weights);
}

/**
 * Directories in which there is nothing.
 *
 * @param {string} directory
 * @returns {string[]} their paths
 */
export function emptyDirectoriesIn(directory) {
  const below = readdirSync(directory, { withFileTypes: true });
  if (below.length === 0) return [directory];
  return below.filter((entry) => entry.isDirectory()).flatMap(({ name }) => emptyDirectoriesIn(join(directory, name)));
}

/**
 * Makes temporary files those of a process that is no more: a process never takes its own for left over.
 *
 * @param {readonly string[]} paths
 */
export function abandon(paths) {
  for (const path of paths) renameSync(path, path.replace(`-${process.pid}-`, `-${NO_PROCESS}-`));
}
