import type { io } from '@tensorflow/tfjs-core';
import { openDirectory } from '#files';
import { loadDirectory } from './load-directory.js';
import { saveDirectory } from './save-directory.js';
import { saveError } from './save-error.js';

/**
 * Saves and loads models as files, without tfjs-node: `model.save(fileHandler(path))`,
 * `tf.loadLayersModel(fileHandler(path))`.
 *
 * A save is whole or absent, whatever happens to the process or the power, and is on the disk when its promise
 * resolves. The directory has TensorFlow.js's own format, so every TensorFlow.js can load it. Saves through one handler
 * are written one after another; of several writers of one directory, the last to finish is the checkpoint.
 *
 * @param path a directory, which need not exist, as a path or `file://` URL
 *
 * @throws TypeError if `path` is not a text
 * @throws RangeError if it is a URL of anything but files
 */
export function fileHandler(path: string): io.IOHandler {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(`fileHandler: the path is ${JSON.stringify(path)}. Pass a path or a file:// URL.`);
  }
  const directory = openDirectory(path);
  let saved: Promise<unknown> = Promise.resolve();
  return {
    save(artifacts) {
      const save = () => saveDirectory(directory, artifacts);
      const result = saved.then(save, save);
      saved = result;
      return result;
    },
    load: () => loadDirectory(directory),
  };
}

/** @throws Error if a save to this path is bound to fail */
export async function refuseUnwritable(owner: string, path: string): Promise<void> {
  const directory = openDirectory(path);
  try {
    await directory.probe();
  } catch (cause) {
    throw saveError(owner, directory.path, cause);
  }
}
