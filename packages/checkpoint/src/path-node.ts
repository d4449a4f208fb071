import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FILE_URL } from './file-url.js';

/**
 * The absolute path of the directory that is meant.
 *
 * @param path a path, a `file:///` URL, or a path behind `file://` as tfjs-node takes it; the path of a `model.json`
 * means the directory that holds it
 *
 * @throws RangeError for a URL of anything but files
 */
export function directoryPath(path: string): string {
  const absolute = resolve(plainPath(path));
  return basename(absolute) === 'model.json' ? dirname(absolute) : absolute;
}

function plainPath(path: string): string {
  // One letter is a drive of Windows.
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1]?.toLowerCase() ?? 'file';
  if (scheme !== 'file') {
    throw new RangeError(
      `fileHandler: "${path}" is not in the file system. Pass a path or a file:// URL; for another place, pass ` +
        'loadModel() and loadWeights() a tf.io.IOHandler, and ModelCheckpoint a function that returns one.',
    );
  }
  if (!FILE_URL.test(path)) return path.replace(/^file:\/\//i, '');
  try {
    return fileURLToPath(path);
  } catch (cause) {
    const fault = (cause as Error).message;
    throw new RangeError(`fileHandler: "${path}" is not a file URL (${fault}). Pass a path instead.`, { cause });
  }
}
