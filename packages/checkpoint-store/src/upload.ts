import { type CheckpointContent, MODEL_JSON, type SavedFile, weightsName } from '@cb/checkpoint/store';
import { inParallel } from './in-parallel.js';
import type { Bucket } from './opendal/bucket.js';

/** Bytes of weights in one object. So many are sent at a time, and again if that fails. */
const SHARD = 16 * 1024 * 1024;

/** Objects that are sent, or fetched, at a time. */
export const AT_A_TIME = 4;

/**
 * Writes what a checkpoint consists of, each object with one request, the one that names the others last.
 *
 * @param path for a directory of TensorFlow.js the key of the folder without its `/`, for a file of Keras its own
 * @param written gets the key of each object before it is written
 */
export async function upload(
  bucket: Bucket,
  path: string,
  content: CheckpointContent,
  written: (key: string) => void,
): Promise<SavedFile[]> {
  const put = async (key: string, name: string, bytes: Uint8Array, sha256: string): Promise<SavedFile> => {
    written(key);
    await bucket.put(key, bytes);
    return { name, size: bytes.length, sha256 };
  };
  if (content.format !== 'tfjs') {
    const bytes = await joined(content.bytes);
    return [await put(path, path.slice(path.lastIndexOf('/') + 1), bytes, await sha256Of(bytes))];
  }
  const files = await inParallel(shards(content.bytes), AT_A_TIME, async (bytes) => {
    const sha256 = await sha256Of(bytes);
    const name = weightsName(sha256);
    return put(`${path}/${name}`, name, bytes, sha256);
  });
  const paths = files.map(({ name }) => name);
  const weightsManifest = content.specs.length > 0 ? [{ paths, weights: content.specs }] : [];
  const json = new TextEncoder().encode(JSON.stringify({ ...content.description, weightsManifest }));
  return [...files, await put(`${path}/${MODEL_JSON}`, MODEL_JSON, json, await sha256Of(json))];
}

/** In hexadecimal, taken by another thread. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Chunks in memory of their own, cut and joined to the size of an object. */
async function* shards(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let shard = new Uint8Array(SHARD);
  let used = 0;
  for await (const chunk of chunks) {
    for (let offset = 0; offset < chunk.length; ) {
      const piece = chunk.subarray(offset, offset + SHARD - used);
      shard.set(piece, used);
      used += piece.length;
      offset += piece.length;
      if (used < SHARD) continue;
      yield shard;
      shard = new Uint8Array(SHARD);
      used = 0;
    }
  }
  if (used > 0) yield shard.subarray(0, used);
}

async function joined(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk.slice());
  const bytes = new Uint8Array(all.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const chunk of all) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
