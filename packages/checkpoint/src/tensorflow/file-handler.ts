import { type Directory, localPath, openDirectory } from '@cb/files';
import { io } from '@tensorflow/tfjs-core';
import { saveError, UNHARMED } from '../store/save-error.js';
import { MODEL_JSON } from './file-names.js';
import { loadDirectory } from './load-directory.js';
import { saveDirectory } from './save-directory.js';

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
  const directory = checkpointDirectory(path);
  let saved: Promise<unknown> = Promise.resolve();
  return {
    save(artifacts) {
      const save = () => saveArtifacts(directory, artifacts);
      const result = saved.then(save, save);
      saved = result;
      return result;
    },
    load: () => loadDirectory(directory),
  };
}

async function saveArtifacts(directory: Directory, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  if (artifacts.modelTopology instanceof ArrayBuffer) {
    throw new TypeError('fileHandler: the model topology is binary. Save a layers model or a graph model in JSON.');
  }
  const { weightData, weightSpecs, ...description } = artifacts;
  const bytes = weightData && [weightData].flat().map((buffer) => new Uint8Array(buffer));
  try {
    await saveDirectory(directory, { description, weights: bytes && { specs: weightSpecs ?? [], bytes } });
  } catch (cause) {
    throw saveError('fileHandler', directory.path, cause, UNHARMED);
  }
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

/** @throws Error if a save to this path is bound to fail */
export async function refuseUnwritable(owner: string, path: string): Promise<void> {
  const directory = checkpointDirectory(path);
  try {
    await directory.probe(MODEL_JSON);
  } catch (cause) {
    throw saveError(owner, directory.path, cause);
  }
}

/** The directory that is meant; the path of a `model.json` means the directory that holds it. */
export function checkpointDirectory(path: string): Directory {
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
