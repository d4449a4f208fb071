import type { io } from '@tensorflow/tfjs-core';
import { openDirectory } from '#files';
import { loadDirectory } from './load-directory.js';
import { saveDirectory } from './save-directory.js';

/**
 * Saves and loads models as files, without tfjs-node: `model.save(fileHandler(path))`,
 * `tf.loadLayersModel(fileHandler(path))`.
 *
 * A save is whole or absent, whatever happens to the process or the power, and is on the disk when its promise
 * resolves. The directory has TensorFlow.js's own format, so every TensorFlow.js can load it. One writer at a time.
 *
 * @param path a directory, which need not exist, as a path or `file://` URL
 *
 * @throws TypeError if `path` is not a text
 */
export function fileHandler(path: string): io.IOHandler {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(`fileHandler: the path is ${JSON.stringify(path)}. Pass a path or a file:// URL.`);
  }
  const directory = openDirectory(path);
  return {
    save: (artifacts) => saveDirectory(directory, artifacts),
    load: () => loadDirectory(directory),
  };
}
