import { type Directory, openDirectory } from '@cb/files';
import { MODEL_JSON } from '../tensorflow/file-names.js';
import type { IndexEntry } from './checkpoint-index.js';

/** Where the files of a checkpoint are. */
export interface CheckpointPlace {
  directory: Directory;
  /** The path of the directory relative to that of the index, empty for the same. */
  below: string;
  /** The file without which there is no checkpoint. */
  main: string;
}

/** A directory of TensorFlow.js has its files inside; a file of Keras lies in the directory that holds it. */
export function placeOf(root: Directory, { path, format }: Pick<IndexEntry, 'path' | 'format'>): CheckpointPlace {
  const segments = path.split('/');
  const main = format === 'tfjs' ? MODEL_JSON : (segments.pop() as string);
  const below = segments.join('/');
  return { directory: openDirectory(`${root.path}/${below}`), below, main };
}

/** What is passed to `loadModel`. */
export function pathOf(root: Directory, { path }: Pick<IndexEntry, 'path'>): string {
  return openDirectory(`${root.path}/${path}`).path;
}
