import { type IndexEntry, MODEL_JSON, type SavedFile, type StoredContent } from '@cb/checkpoint/store';
import { inParallel } from './in-parallel.js';
import type { Bucket } from './opendal/bucket.js';
import { AT_A_TIME, sha256Of } from './upload.js';

/**
 * The checkpoint that an entry tells of, each object compared with what was written.
 *
 * @param path as for `upload`
 * @throws Error, which is no StoreError if the checkpoint is damaged
 */
export async function download(bucket: Bucket, path: string, { format, files }: IndexEntry): Promise<StoredContent> {
  if (format !== 'tfjs') return { format, bytes: async () => fetchAll(files, () => path, bucket) };
  const keyOf = ({ name }: SavedFile) => `${path}/${name}`;
  const main = fileNamed(files, MODEL_JSON);
  const description = JSON.parse(new TextDecoder().decode(await fetchObject(bucket, keyOf(main), main)));
  const names: string[] = (description.weightsManifest ?? []).flatMap(({ paths }: { paths: string[] }) => paths);
  const weights = names.map((name) => fileNamed(files, name));
  return { format, description, bytes: () => fetchAll(weights, keyOf, bucket) };
}

async function fetchAll(
  files: readonly SavedFile[],
  keyOf: (file: SavedFile) => string,
  bucket: Bucket,
): Promise<ArrayBuffer> {
  let size = 0;
  const placed = files.map((file) => {
    const offset = size;
    size += file.size;
    return { file, offset };
  });
  const bytes = new Uint8Array(size);
  await inParallel(placed, AT_A_TIME, async ({ file, offset }) => {
    bytes.set(await fetchObject(bucket, keyOf(file), file), offset);
  });
  return bytes.buffer;
}

async function fetchObject(bucket: Bucket, key: string, { name, size, sha256 }: SavedFile): Promise<Uint8Array> {
  const bytes = await bucket.get(key);
  if (bytes?.length !== size || (await sha256Of(bytes)) !== sha256) {
    throw new Error(`${name} is missing or has other bytes than were written`);
  }
  return bytes;
}

function fileNamed(files: readonly SavedFile[], name: string): SavedFile {
  const file = files.find((one) => one.name === name);
  if (file) return file;
  throw new Error(`it is not known what was written to ${name}`);
}
