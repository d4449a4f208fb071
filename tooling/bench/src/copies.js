// @ts-check
import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Fills a directory of checkpoints with copies of its first one, files and entries of the index, as if they had been
 * written one by one.
 *
 * @param {string} folder
 * @param {number} count how many checkpoints there are then
 */
export function fillWithCopies(folder, count) {
  const index = join(folder, 'checkpoints.json');
  const { version, checkpoints } = JSON.parse(readFileSync(index, 'utf8'));
  const [first] = checkpoints;
  for (let number = checkpoints.length; number < count; number++) {
    const path = `copy-${number}`;
    cpSync(join(folder, first.path), join(folder, path), { recursive: true });
    const files = first.files.map((/** @type {{ name: string, modified?: number }} */ file) => ({
      ...file,
      // The time of a copy is not that of the file to the last digit.
      ...(file.modified && { modified: statSync(join(folder, path, file.name)).mtimeMs }),
    }));
    checkpoints.splice(-1, 0, { ...first, path, files });
  }
  writeFileSync(index, `${JSON.stringify({ version, checkpoints }, null, 1)}\n`);
}
