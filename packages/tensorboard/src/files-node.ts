import { appendFile, constants, mkdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sink } from './sink.js';

/** Fails when the file is gone, instead of making a new one that would lack the beginning. */
const APPEND_TO_EXISTING = constants.O_WRONLY | constants.O_APPEND;

/** @throws TypeError for a `file://` URL that names no local file */
export function absolutePath(directory: string): string {
  return resolve(/^file:\/\//i.test(directory) ? fileURLToPath(directory) : directory);
}

/**
 * Creates a new event file in a directory, given by its absolute path, and the directory where it is missing.
 *
 * Nothing stays open between two writes, so a writer that is never closed leaks nothing.
 */
export async function createEventFile(directory: string): Promise<Sink> {
  await makeDirectory(directory);
  const name = await createWithNewName(directory);
  return { name, append: (bytes) => appendFile(name, bytes, { flag: APPEND_TO_EXISTING }) };
}

/** TensorFlow's names: when, where, which process, and a number that tells the files of one second apart. */
async function createWithNewName(directory: string): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000);
  for (let number = 0; ; number++) {
    const name = join(directory, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${number}`);
    try {
      await writeFile(name, '', { flag: 'wx' });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** `mkdir` with its parents, one at a time: with `recursive`, Node 20 never returns below `/proc/1`. */
async function makeDirectory(directory: string): Promise<void> {
  if (await isDirectory(directory)) return;
  const parent = dirname(directory);
  if (parent !== directory) await makeDirectory(parent);
  try {
    await mkdir(directory);
  } catch (error) {
    // Another writer may have made it in the meantime.
    if (!(await isDirectory(directory))) throw error;
  }
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
