import type { CheckpointFormat } from '../catalog/checkpoint-index.js';
import type { CheckpointPlace } from '../catalog/checkpoint-place.js';
import { saveFile } from '../keras/save-file.js';
import type { ModelSnapshot } from '../model/model-snapshot.js';
import type { SavedFile } from '../model/saved-file.js';
import { saveSnapshot } from '../tensorflow/save-snapshot.js';

/**
 * Saves in a format, whole or not at all.
 *
 * @param topology that of the model, for a file of Keras where the snapshot holds weights only
 * @returns the files as they were written, and what was left out, as sentences
 */
export async function saveCheckpoint(
  { directory, main }: Pick<CheckpointPlace, 'directory' | 'main'>,
  format: CheckpointFormat,
  snapshot: ModelSnapshot,
  topology?: object,
): Promise<{ files: SavedFile[]; leftOut: string[] }> {
  if (format !== 'tfjs') return saveFile(directory, main, format, snapshot, topology);
  return { files: await saveSnapshot(directory, snapshot), leftOut: [] };
}
