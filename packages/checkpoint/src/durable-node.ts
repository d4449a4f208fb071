import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes that are hashed, and read or written, at a time. */
export const CHUNK = 4 * 1024 * 1024;

/** Writes a file that must not exist, hashing while it is written. @returns its SHA-256 in hexadecimal */
export async function writeNew(path: string, chunks: readonly Uint8Array[]): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    for (const chunk of chunks) {
      for (let offset = 0; offset < chunk.length; offset += CHUNK) {
        const piece = chunk.subarray(offset, offset + CHUNK);
        const written = writeAll(file, piece);
        hash.update(piece);
        await written;
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** In one call if the file system takes it: `writeFile` cuts into small pieces, between which nothing is written. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    offset += (await file.write(bytes, offset)).bytesWritten;
  }
}

/**
 * `mkdir` with its parents, one at a time: with `recursive`, Node 20 never returns below `/proc/1`.
 *
 * @param made gets the directories that were not there, the outermost first
 */
export async function makeDirectory(path: string, made: string[]): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory()) return;
  if (existing) throw notADirectory(path);
  const parent = dirname(path);
  if (parent !== path) await makeDirectory(parent, made);
  try {
    await mkdir(path);
    made.push(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  await syncDirectory(parent);
}

export function notADirectory(path: string): Error {
  return Object.assign(new Error(`${path} is a file, and a checkpoint is a directory`), { code: 'ENOTDIR' });
}

/** Puts the names in a directory on the disk. Windows has no such call and does it by itself. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
