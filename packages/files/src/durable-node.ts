import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Chunks } from './directory.js';

/** Bytes that are hashed, and read or written, at a time. */
export const PIECE = 4 * 1024 * 1024;

/** Bytes after which the disk is set to work, so that little is left to wait for at the end. */
const SYNC_EVERY = 8 * 1024 * 1024;

/** Writes a file that must not exist, hashing while it is written. It is on the disk when the promise resolves. */
export async function writeNew(path: string, chunks: Chunks): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(path, 'wx');
  const sync = backgroundSync(file);
  try {
    for await (const chunk of chunks) {
      for (let offset = 0; offset < chunk.length; offset += PIECE) {
        const piece = chunk.subarray(offset, offset + PIECE);
        const written = writeAll(file, piece);
        hash.update(piece);
        await written;
        sync.after(piece.length);
      }
      size += chunk.length;
    }
    await sync.done();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), size };
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
