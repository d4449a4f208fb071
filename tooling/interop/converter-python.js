import { join } from 'node:path';
import { cachedPython } from '../keras-oracle/keras-python.js';

/**
 * A Python with TensorFlow.js's converter, which is installed into the user's cache folder when it is not there yet.
 *
 * @throws {Error} when there is no Python 3.11, or when the installation fails
 */
export function converterPython() {
  return cachedPython({
    name: 'cb-interop',
    requirements: join(import.meta.dirname, 'requirements-converter.txt'),
    announce: (folder) => {
      console.info(`interop: installs TensorFlow.js's converter from PyPI into ${folder}, once: 2.9 GB on disk.`);
    },
  });
}
