import { appendFileSync, closeSync, openSync } from 'node:fs';
import { appendFile, readdir, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AppendFile, FileNamer } from './append-file.js';
import { APPEND_TO_EXISTING } from './appender-node.js';
import { makeDirectory } from './make-directory-node.js';

/**
 * Bytes that a file system takes within a millisecond. Behind a promise, three calls take ten times as long for a few.
 */
const SMALL = 1024 * 1024;

/** Milliseconds after which a file system is one that is not waited for, such as that of a slow network. */
const SLOW_MS = 20;

/**
 * Creates a new file to append to, and the directory where it is missing. A file that is there already is left alone.
 *
 * Nothing stays open between two writes, so a writer that is never closed leaks nothing. Appended bytes survive the end
 * of the process, not a power cut.
 *
 * @param directory its absolute path
 * @param nameOf makes its name, asked again as long as the name is taken
 */
export async function createAppendFile(directory: string, nameOf: FileNamer): Promise<AppendFile> {
  await makeDirectory(directory);
  const place = { host: hostname(), pid: process.pid, names: await readdir(directory) };
  for (let attempt = 0; ; attempt++) {
    const name = join(directory, nameOf(attempt, place));
    try {
      await writeFile(name, '', { flag: 'wx' });
      return { name, append: appender(name), remove: () => unlink(name) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Writes little at once, and much, or what goes to a file system that was slow, while the event loop goes on. */
function appender(name: string): AppendFile['append'] {
  let isSlow = false;
  return async (bytes) => {
    if (isSlow || bytes.length > SMALL) return appendFile(name, bytes, { flag: APPEND_TO_EXISTING });
    const begin = performance.now();
    appendNow(name, bytes);
    isSlow = performance.now() - begin > SLOW_MS;
  };
}

function appendNow(name: string, bytes: Uint8Array): void {
  const file = openSync(name, APPEND_TO_EXISTING);
  try {
    appendFileSync(file, bytes);
  } finally {
    closeSync(file);
  }
}
