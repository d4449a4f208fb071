import { type Directory, localPath, openDirectory } from '@cb/files';
import type { CheckpointPlace } from '../catalog/checkpoint-place.js';

/** What is meant by the path of a checkpoint; that of a `model.json` means the directory that holds it. */
export function openCheckpoint(path: string): Directory {
  const absolute = localPath(path, (_, cause) => notLocal(path, cause));
  try {
    return openDirectory(absolute.replace(/(?<=[/\\])model\.json$/, ''));
  } catch (cause) {
    throw new Error(
      `fileHandler: cannot open "${path}", because a browser has no file system. ` +
        'Pass a function as `filepath`, such as () => tf.io.browserIndexedDB(name), or train in Node.js.',
      { cause },
    );
  }
}

/** The place of a checkpoint that is a file. */
export function filePlace(opened: Directory): Pick<CheckpointPlace, 'directory' | 'main'> {
  const { directory, name } = opened.above();
  return { directory, main: name };
}

function notLocal(path: string, cause?: Error): Error {
  if (cause) {
    return new RangeError(`fileHandler: "${path}" is not a file URL (${cause.message}). Pass a path instead.`, {
      cause,
    });
  }
  return new RangeError(
    `fileHandler: "${path}" is not in the file system. Pass a path or a file:// URL; for another place, pass ` +
      'loadModel() and loadWeights() a tf.io.IOHandler, and ModelCheckpoint a function that returns one.',
  );
}
