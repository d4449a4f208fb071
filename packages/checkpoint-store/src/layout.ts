import { endingOf, type IndexEntry } from '@cb/checkpoint/store';

/*
 * Below a directory of checkpoints:
 *
 * checkpoints/0000000012.json                the manifests, of which the one with the highest number counts
 * checkpoints/12/3/05/model.json             of the attempt that began with manifest 12 the 3rd checkpoint, named `05`
 * checkpoints/12/3/05/weights.….bin
 * checkpoints/12/4/06.keras                  one that is a file of Keras
 */

/** What a directory of TensorFlow.js consists of. */
const OBJECT = /\/(model\.json|weights\.[0-9a-f]{16}-[0-9a-f]{12}\.bin)$/;

/** The folder for all that is ours in a directory, with its `/`. @param directory empty for the uppermost */
export function folderOf(directory: string): string {
  return directory === '' ? 'checkpoints/' : `${directory}/checkpoints/`;
}

/** Where in the folder a checkpoint is. */
export function pathFor(attempt: number, count: number, name: string): string {
  return `${attempt}/${count}/${name}`;
}

/** The name of a checkpoint. */
export function nameOf({ path }: Pick<IndexEntry, 'path'>): string {
  return path.replace(/^\d+\/\d+\//, '');
}

/**
 * The attempt that wrote an object of a checkpoint; `undefined` for what this package does not write.
 *
 * @param below its key below the folder
 */
export function attemptOf(below: string): number | undefined {
  const [, attempt] = /^(\d+)\/\d+\/./.exec(below) ?? [];
  return attempt !== undefined && (OBJECT.test(below) || endingOf(below) !== '') ? Number(attempt) : undefined;
}

/** The key of each object of a checkpoint, that which makes it one first. @param folder as `folderOf` gives it */
export function keysOf(folder: string, { path, format, files }: IndexEntry): string[] {
  if (format !== 'tfjs') return [folder + path];
  return files.map(({ name }) => `${folder}${path}/${name}`).reverse();
}
