import type { Directory } from '@cb/files';
import type { ModelSnapshot } from '../model/model-snapshot.js';
import type { SavedFile } from '../model/saved-file.js';
import type { KerasFormat } from './format.js';
import { encodeFile } from './index.js';

/**
 * Saves a model as a file of Keras, whole or not at all.
 *
 * @param topology that of the model, where the snapshot holds weights only
 * @returns the file as it was written, and what was left out, as sentences for a warning
 * @throws Error if the model does not fit into such a file, or one of the file system. What was there is still there.
 */
export async function saveFile(
  directory: Directory,
  name: string,
  format: KerasFormat,
  snapshot: ModelSnapshot,
  topology?: object,
): Promise<{ files: SavedFile[]; leftOut: string[] }> {
  const { chunks, leftOut } = await encodeFile(format, snapshot, topology);
  const removeDirectories = await directory.create();
  try {
    const { size, sha256, modified } = await directory.replace(name, chunks);
    return { files: [{ name, size, sha256, modified }], leftOut };
  } catch (cause) {
    await removeDirectories();
    throw cause;
  }
}
