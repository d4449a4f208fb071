import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ON_WINDOWS } from './windows-node.js';

/**
 * `mkdir` with its parents, one at a time: with `recursive`, Node 20 never returns below `/proc/1`.
 *
 * @param made gets the directories that were not there, the outermost first
 */
export async function makeDirectory(path: string, made: string[] = []): Promise<void> {
  if (await isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeDirectory(parent, made);
  try {
    await mkdir(path);
    made.push(path);
  } catch (error) {
    // Another writer may have made it in the meantime.
    if (!(await isDirectory(path))) throw error;
  }
  await syncDirectory(parent);
}

/**
 * The directory, or the first above it that exists.
 *
 * @throws what {@link makeDirectory} would where a file is in the way
 */
export async function nearestDirectory(path: string): Promise<string> {
  const existing = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  });
  if (existing === undefined) return nearestDirectory(dirname(path));
  if (!existing.isDirectory()) await mkdir(path);
  return path;
}

/** Puts the names in a directory on the disk. Windows has no such call and does it by itself. */
export async function syncDirectory(path: string): Promise<void> {
  if (ON_WINDOWS) return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
