import type { Directory } from '@cb/files';
import { describe, type ModelSnapshot, weightBytes, weightSpecs } from '../model/model-snapshot.js';
import type { SavedFile } from '../model/saved-file.js';
import { saveDirectory } from './save-directory.js';

/** Saves a snapshot as {@link saveDirectory} does, one weight in memory at a time. */
export function saveSnapshot(
  directory: Directory,
  snapshot: ModelSnapshot,
  removals?: Promise<void>[],
): Promise<SavedFile[]> {
  const weights = { specs: weightSpecs(snapshot), bytes: weightBytes(snapshot) };
  return saveDirectory(directory, { description: describe(snapshot), weights }, removals);
}
