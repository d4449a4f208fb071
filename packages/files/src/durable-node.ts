import { type FileHandle, open } from 'node:fs/promises';
import type { Chunks, FileStat, Staged } from './directory.js';
import { fileStat } from './file-stat-node.js';
import { backgroundHash } from './hash-file-node.js';
import { piecesOf } from './piece-node.js';

/** Bytes after which the disk is set to work, so that little is left to wait for at the end. */
const SYNC_EVERY = 8 * 1024 * 1024;

/** Writes a file that must not exist, hashing while it is written. It is on the disk when the promise resolves. */
export async function writeNew(path: string, chunks: Chunks): Promise<Omit<Staged, 'temporary'>> {
  // For reading too: what is hashed is what the file holds.
  const file = await open(path, 'wx+');
  const hash = backgroundHash(file);
  try {
    const sync = await fill(file, chunks, hash.after);
    // Both are waited for, whatever fails: nothing may read the file when it is closed.
    const [synced, hashed] = await Promise.allSettled([sync(), hash.digest()]);
    return { ...resultOf(synced), ...resultOf(hashed) };
  } finally {
    // Closed before, its number may already be that of another file.
    await hash.end();
    await file.close();
  }
}

/** The same without hashing. */
export async function writeNewText(path: string, text: string): Promise<FileStat> {
  const file = await open(path, 'wx');
  try {
    const sync = await fill(file, [new TextEncoder().encode(text)]);
    return await sync();
  } finally {
    await file.close();
  }
}

/** @returns what puts on the disk all that was written, and says what the file is then */
async function fill(file: FileHandle, chunks: Chunks, after: (bytes: number) => void = () => {}) {
  const sync = backgroundSync(file);
  for await (const piece of piecesOf(chunks)) {
    await writeAll(file, piece);
    after(piece.length);
    sync.after(piece.length);
  }
  return async (): Promise<FileStat> => {
    await sync.done();
    return fileStat(await file.stat());
  };
}

function resultOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** Puts on the disk what a file holds already while more is written to it. */
function backgroundSync(file: FileHandle) {
  let unsynced = 0;
  let syncing: Promise<void> | undefined;
  return {
    after(bytes: number): void {
      unsynced += bytes;
      if (unsynced < SYNC_EVERY || syncing) return;
      unsynced = 0;
      syncing = file.datasync().then(() => {
        syncing = undefined;
      });
      // The system reports a failure once: it stays here for `done`, which is not reached after another failure.
      syncing.catch(() => {});
    },
    async done(): Promise<void> {
      await syncing;
      await file.sync();
    },
  };
}

/** In one call if the file system takes it: `writeFile` cuts into small pieces, between which nothing is written. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    offset += (await file.write(bytes, offset)).bytesWritten;
  }
}
