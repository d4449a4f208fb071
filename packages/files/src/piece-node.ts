import type { Chunks } from './directory.js';

/** Bytes that are read and hashed at a time. */
export const PIECE = 4 * 1024 * 1024;

/**
 * Bytes that are written at a time. Few and large pieces, because while a model is trained each write is followed by
 * the next one in a later turn of the event loop, of which training gives one or two for each batch.
 */
export const WRITTEN = 32 * 1024 * 1024;

/** Smaller chunks are joined, because a write takes as long as copying so many bytes. */
const SMALL = 256 * 1024;

/**
 * Chunks as they are written: large ones cut into pieces, small ones copied into one memory until it is full. A chunk
 * is not needed any more when the next one is asked for.
 *
 * @throws TypeError if one is not made of bytes, which copying would take for some
 */
export async function* piecesOf(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let joined: Uint8Array | undefined;
  let used = 0;
  for await (const chunk of chunks) {
    if (!ArrayBuffer.isView(chunk)) throw new TypeError(`A chunk of a file is a ${typeof chunk}. Pass a Uint8Array.`);
    if (used > 0 && used + chunk.length > SMALL) {
      yield (joined as Uint8Array).subarray(0, used);
      used = 0;
    }
    if (chunk.length >= SMALL) {
      for (let offset = 0; offset < chunk.length; offset += WRITTEN) yield chunk.subarray(offset, offset + WRITTEN);
      continue;
    }
    joined ??= new Uint8Array(SMALL);
    joined.set(chunk, used);
    used += chunk.length;
  }
  if (used > 0) yield (joined as Uint8Array).subarray(0, used);
}
