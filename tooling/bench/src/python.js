// @ts-check
import { fileURLToPath } from 'node:url';
import { cachedPython } from '../../keras-oracle/keras-python.js';

/**
 * A Python with the peers of PyPI, which is installed into the user's cache folder when it is not there yet.
 *
 * @throws {Error} when there is no Python 3.11, or when the installation fails
 */
export function peersPython() {
  return cachedPython({
    name: 'cb-bench',
    requirements: fileURLToPath(new URL('../requirements.txt', import.meta.url)),
    announce: (folder) =>
      console.info(`bench: installs TensorFlow, Keras and tensorboardX from PyPI into ${folder}, once.`),
  });
}
