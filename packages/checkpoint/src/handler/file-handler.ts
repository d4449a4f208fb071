import type { io } from '@tensorflow/tfjs-core';
import { filePlace, openCheckpoint } from '../filepath/open-path.js';
import { formatOf } from '../keras/format.js';
import { checkCalls } from '../load/check-calls.js';
import { reasonOf, remedyFor } from '../load/load-fault.js';
import { directoryHandler } from './directory-handler.js';
import { kerasHandler } from './keras-handler.js';

/**
 * Saves and loads models as files, without tfjs-node: `model.save(fileHandler(path))`,
 * `tf.loadLayersModel(fileHandler(path))`.
 *
 * A save is whole or absent, whatever happens to the process or the power, and is on the disk when its promise
 * resolves. Saves through one handler are written one after another; of several writers of one path, the last to finish
 * is the checkpoint.
 *
 * @param path a path or `file://` URL. One that ends in `.keras`, `.h5`, `.hdf5`, `.weights.h5` or `.safetensors` is a
 * file that Keras reads; any other a directory, which need not exist, in TensorFlow.js's own format.
 *
 * @throws TypeError if `path` is not a text
 * @throws RangeError if it is a URL of anything but files
 */
export function fileHandler(path: string): io.IOHandler {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(`fileHandler: the path is ${JSON.stringify(path)}. Pass a path or a file:// URL.`);
  }
  const format = formatOf(path);
  const opened = openCheckpoint(path);
  const handler = format ? kerasHandler(filePlace(opened), format) : directoryHandler(opened);
  let saved: Promise<unknown> = Promise.resolve();
  return {
    save(artifacts) {
      const save = () => handler.save(artifacts);
      const result = saved.then(save, save);
      saved = result;
      return result;
    },
    async load() {
      const artifacts = await handler.load();
      try {
        checkCalls(artifacts.modelTopology);
        return artifacts;
      } catch (cause) {
        throw new Error(
          `fileHandler: the model in "${path}" cannot be built (${reasonOf(cause)}). ${remedyFor(cause)}`,
          { cause },
        );
      }
    },
  };
}
