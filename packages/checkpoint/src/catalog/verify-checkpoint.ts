import { type Directory, isMissing } from '@cb/files';
import { readFile } from '../keras/read-file.js';
import type { SavedFile } from '../model/saved-file.js';
import { checkDirectory } from '../tensorflow/load-directory.js';
import type { IndexEntry } from './checkpoint-index.js';
import { placeOf } from './checkpoint-place.js';

/** Whether a file is there as it was written. @throws Error if it is there and cannot be read */
export async function isAsWritten(directory: Directory, { name, size, sha256 }: SavedFile): Promise<boolean> {
  try {
    const present = await directory.digest(name);
    return present.size === size && present.sha256 === sha256;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Reads a checkpoint to the end, and compares it with what was written: with what the index says of its files, or if it
 * says nothing, with what the checkpoint says of itself.
 *
 * @returns what is wrong, as a clause
 */
export async function faultIn(
  root: Directory,
  entry: Pick<IndexEntry, 'path' | 'format' | 'files'>,
): Promise<string | undefined> {
  const { directory, main } = placeOf(root, entry);
  const { format, files } = entry;
  try {
    if (files.length === 0) await (format === 'tfjs' ? checkDirectory(directory) : readFile(directory, main, format));
    for (const file of files) {
      if (!(await isAsWritten(directory, file))) return `${file.name} is missing or has other bytes than were written`;
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
