import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { startHashThread } from './hash-thread-node.js';
import { PIECE } from './piece-node.js';

/** Bytes from which on a file is worth a thread: hashing as many takes 5 ms of the main thread. */
const APART = 8 * 1024 * 1024;

/** The SHA-256, in hexadecimal, and the size of an open file, a piece at a time on the main thread. */
export async function hashFile(file: FileHandle): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  const piece = new Uint8Array(Math.min(PIECE, Math.max(1, (await file.stat()).size)));
  for (let size = 0; ; ) {
    const { bytesRead } = await file.read(piece, 0, piece.length, size);
    if (bytesRead === 0) return { sha256: hash.digest('hex'), size };
    hash.update(piece.subarray(0, bytesRead));
    size += bytesRead;
  }
}

/**
 * Hashes a file while it grows: a large one in a thread, a small one, or where the thread fails, on the main thread.
 */
export function backgroundHash(file: FileHandle) {
  let thread: ReturnType<typeof startHashThread> | undefined;
  let size = 0;
  return {
    after(bytes: number): void {
      size += bytes;
      if (size < APART) return;
      thread ??= startHashThread(file.fd);
      thread.upTo(size);
    },
    async digest(): Promise<{ sha256: string; size: number }> {
      const sha256 = await thread?.digest(size);
      return sha256 === undefined ? hashFile(file) : { sha256, size };
    },
    /** Resolves when nothing reads the file any more. */
    async end(): Promise<void> {
      await thread?.end();
    },
  };
}
