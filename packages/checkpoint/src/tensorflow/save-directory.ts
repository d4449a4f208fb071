import type { Chunks, Directory, Staged } from '@cb/files';
import type { io } from '@tensorflow/tfjs-core';
import type { SavedFile } from '../model/saved-file.js';
import { sealed } from '../model/seal.js';
import { MODEL_JSON, weightsName } from './file-names.js';
import { removeFormer, removeUnnamed } from './sweep-directory.js';

/** What goes into a TensorFlow.js directory. */
export interface DirectoryContent {
  /** `model.json`, but for its `weightsManifest`. */
  description: object;
  /** None for a model without weights. */
  weights?: { specs: io.WeightsManifestEntry[]; bytes: Chunks } | undefined;
}

/**
 * Saves a model as a TensorFlow.js directory, whole or not at all: the weights go to a file of their own, and only the
 * rename of `model.json`, which names that file, makes them the checkpoint.
 *
 * Several may write at once, and the last to finish is there. `model.json` is staged before the weights get their name,
 * so that weights which are about to become the checkpoint are named at any moment, and nobody removes them.
 *
 * @param removals gets the removal of the former checkpoint, which never fails, for a caller who has other things to do
 * meanwhile; without it, the removal is waited for
 * @returns the files, as they were written
 * @throws Error of the file system, after which the checkpoint that was there is still there, and nothing of the new
 * one
 */
export async function saveDirectory(
  directory: Directory,
  content: DirectoryContent,
  removals?: Promise<void>[],
): Promise<SavedFile[]> {
  const written: string[] = [];
  let removeDirectories = async () => {};
  let saved: { json: string; files: SavedFile[] };
  try {
    removeDirectories = await directory.create();
    saved = await write(directory, content, written);
  } catch (cause) {
    await removeUnnamed(directory, written);
    await removeDirectories();
    throw cause;
  }
  const removal = removeFormer(directory, saved.json);
  if (removals) removals.push(removal);
  else await removal;
  return saved.files;
}

/**
 * @param written gets the name of each file once it exists
 * @returns the text of `model.json` too
 */
async function write(directory: Directory, { description, weights }: DirectoryContent, written: string[]) {
  const stage = async (name: string, chunks: Chunks) => {
    const staged = await directory.stage(name, chunks);
    written.push(staged.temporary);
    return staged;
  };
  const bin = weights && (await stage('weights.bin', weights.bytes));
  const binName = bin && weightsName(bin.sha256);
  const weightsManifest = weights && binName !== undefined ? [{ paths: [binName], weights: weights.specs }] : [];
  const json = await sealed(JSON.stringify({ ...description, weightsManifest }));
  const model = await stage(MODEL_JSON, [new TextEncoder().encode(json)]);
  const files: SavedFile[] = [];
  if (bin && binName !== undefined) {
    written.push(binName);
    await directory.rename(bin.temporary, binName);
    files.push(savedFile(binName, bin));
  }
  await directory.rename(model.temporary, MODEL_JSON);
  const { modified } = model;
  return { json, files: [...files, { ...savedFile(MODEL_JSON, model), modified }] };
}

function savedFile(name: string, { size, sha256 }: Staged): SavedFile {
  return { name, size, sha256 };
}
