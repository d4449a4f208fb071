import { type FileHandle, open } from 'node:fs/promises';
import type { Chunks, Staged } from './directory.js';
import { backgroundHash } from './hash-file-node.js';
import { piecesOf } from './piece-node.js';

/** Bytes after which the disk is set to work, so that little is left to wait for at the end. */
const SYNC_EVERY = 8 * 1024 * 1024;

/** Writes a file that must not exist, hashing while it is written. It is on the disk when the promise resolves. */
export async function writeNew(path: string, chunks: Chunks): Promise<Omit<Staged, 'temporary'>> {
  // For reading too: what is hashed is what the file holds.
  const file = await open(path, 'wx+');
  const sync = backgroundSync(file);
  const hash = backgroundHash(file);
  try {
    for await (const piece of piecesOf(chunks)) {
      await writeAll(file, piece);
      hash.after(piece.length);
      sync.after(piece.length);
    }
    await sync.done();
    const { mtimeMs: modified } = await file.stat();
    return { ...(await hash.digest()), modified };
  } finally {
    // Closed before, its number may already be that of another file.
    await hash.end();
    await file.close();
  }
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
