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
 * @param removals gets what is still removed when all is written, of the checkpoint that was there; without it, that is
 * waited for
 * @returns the files as they were written, and what was left out, as sentences
 */
export async function saveCheckpoint(
  { directory, main }: Pick<CheckpointPlace, 'directory' | 'main'>,
  format: CheckpointFormat,
  snapshot: ModelSnapshot,
  topology?: object,
  removals?: Promise<void>[],
): Promise<{ files: SavedFile[]; leftOut: string[] }> {
  if (format !== 'tfjs') return saveFile(directory, main, format, snapshot, topology);
  return { files: await saveSnapshot(directory, snapshot, removals), leftOut: [] };
}
