import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files that are none of ours, with names that are much like ours. */
const NAMES = ['notes.txt', 'weights.bin', 'model.json.bak', 'notes.keras', 'notes.h5'];

/** Files that a user has put among the checkpoints. Each holds its own path. */
export class UsersFiles {
  /** @type {Set<string>} */
  #paths = new Set();

  /** @param {string} directory where to put some; it need not exist */
  putInto(directory) {
    mkdirSync(directory, { recursive: true });
    for (const name of NAMES) {
      const path = join(directory, name);
      writeFileSync(path, path);
      this.#paths.add(path);
    }
  }

  /** @returns {string[]} those that are gone, or have changed */
  harmed() {
    return [...this.#paths].filter((path) => textOf(path) !== path);
  }
}

/** @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
