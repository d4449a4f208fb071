import { type Directory, openDirectory } from '@cb/files';
import { MODEL_JSON } from '../tensorflow/file-names.js';
import type { IndexEntry, SavedFile } from './checkpoint-index.js';
import { isAsWritten } from './verify-checkpoint.js';

/**
 * Removes a checkpoint, but only the files of which the index says what we wrote into them, and directories that are
 * empty then. `model.json` goes first: what is left of a removal that breaks off is no checkpoint.
 *
 * @returns whether it is gone; a warning says why not
 */
export async function removeCheckpoint(root: Directory, { path, files }: IndexEntry): Promise<boolean> {
  const directory = openDirectory(`${root.path}/${path}`);
  const json = files.find(({ name }) => name === MODEL_JSON);
  try {
    if (!json) return false;
    if (await isThere(directory)) {
      if (!(await areAsWritten(root, path, files))) return false;
      await directory.remove(MODEL_JSON);
      await directory.sync();
    }
    for (const { name } of files) await directory.remove(name);
    await removeEmpty(root, path);
    return true;
  } catch (error) {
    console.warn(`ModelCheckpoint: cannot remove the checkpoint in "${directory.path}" (${(error as Error).message}).`);
    return false;
  }
}

/** Removes the directories of a path from the innermost outwards, as far as they are empty. */
async function removeEmpty(root: Directory, path: string): Promise<void> {
  const segments = path.split('/');
  while (segments.length > 0 && (await openDirectory(`${root.path}/${segments.join('/')}`).removeIfEmpty())) {
    segments.pop();
  }
}

/** Of each file the path from the root is looked at: a link may lead elsewhere. */
async function areAsWritten(root: Directory, path: string, files: readonly SavedFile[]): Promise<boolean> {
  for (const file of files) {
    if (!(await isAsWritten(root, { ...file, name: `${path}/${file.name}` }))) return false;
  }
  return true;
}

async function isThere(directory: Directory): Promise<boolean> {
  return (await directory.list().catch((): string[] => [])).includes(MODEL_JSON);
}
