import { type Directory, openDirectory } from '@cb/files';
import { readable } from '../load/readable.js';
import type { SavedFile } from '../model/saved-file.js';
import type { IndexEntry } from './checkpoint-index.js';
import { type CheckpointPlace, pathOf, placeOf } from './checkpoint-place.js';
import { isAsWritten } from './verify-checkpoint.js';

/**
 * Removes a checkpoint, but only the files of which the index says what we wrote into them, and directories that are
 * empty then. The file that makes it a checkpoint goes first: what is left of a removal that breaks off is none.
 *
 * @returns whether it is gone; a warning says why not
 */
export async function removeCheckpoint(root: Directory, entry: IndexEntry): Promise<boolean> {
  const { files } = entry;
  const place = placeOf(root, entry);
  const { directory, main } = place;
  try {
    if (!files.some(({ name }) => name === main)) return false;
    if (await isThere(place)) {
      if (!(await areAsWritten(root, place, files))) return false;
      await directory.remove(main);
      await directory.sync();
    }
    for (const { name } of files) await directory.remove(name);
    await removeEmpty(root, place);
    return true;
  } catch (error) {
    const [path, fault] = [pathOf(root, entry), (error as Error).message].map(readable);
    console.warn(`ModelCheckpoint: cannot remove the checkpoint "${path}" (${fault}).`);
    return false;
  }
}

/** Removes the directories of a path from the innermost outwards, as far as they are empty. */
async function removeEmpty(root: Directory, { below }: CheckpointPlace): Promise<void> {
  const segments = below === '' ? [] : below.split('/');
  while (segments.length > 0 && (await openDirectory(`${root.path}/${segments.join('/')}`).removeIfEmpty())) {
    segments.pop();
  }
}

/** Of each file the path from the root is looked at: a link may lead elsewhere. */
async function areAsWritten(
  root: Directory,
  { below }: CheckpointPlace,
  files: readonly SavedFile[],
): Promise<boolean> {
  for (const file of files) {
    const name = below === '' ? file.name : `${below}/${file.name}`;
    if (!(await isAsWritten(root, { ...file, name }))) return false;
  }
  return true;
}

async function isThere({ directory, main }: CheckpointPlace): Promise<boolean> {
  return (await directory.list().catch((): string[] => [])).includes(main);
}
