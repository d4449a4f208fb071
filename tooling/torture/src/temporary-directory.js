import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Those that are there. @type {Set<string>} */
const present = new Set();
process.on('exit', () => {
  for (const directory of present) remove(directory);
});

/** Makes an empty directory, which is removed when this process ends, if not before. */
export function makeDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'cb-torture-'));
  present.add(directory);
  return directory;
}

/**
 * Does something in an empty directory, which is removed then.
 *
 * @template Result
 * @param {(directory: string) => Promise<Result>} action
 */
export async function inDirectory(action) {
  const directory = makeDirectory();
  try {
    return await action(directory);
  } finally {
    remove(directory);
  }
}

/** @param {string} directory */
function remove(directory) {
  // A process that was killed may make a last file meanwhile.
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  present.delete(directory);
}
