import { appendFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AppendFile, FileNamer } from './append-file.js';
import { APPEND_TO_EXISTING } from './appender-node.js';
import { makeDirectory } from './make-directory-node.js';

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
  const writer = { host: hostname(), pid: process.pid };
  for (let attempt = 0; ; attempt++) {
    const name = join(directory, nameOf(attempt, writer));
    try {
      await writeFile(name, '', { flag: 'wx' });
      return { name, append: (bytes) => appendFile(name, bytes, { flag: APPEND_TO_EXISTING }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
