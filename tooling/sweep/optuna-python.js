import { fileURLToPath } from 'node:url';
import { cachedPython } from '../keras-oracle/keras-python.js';

/**
 * A Python with Optuna, which is installed into the user's cache folder when it is not there yet.
 *
 * @throws {Error} when there is no Python 3.11, or when the installation fails
 */
export function optunaPython() {
  return cachedPython({
    name: 'cb-optuna',
    requirements: fileURLToPath(new URL('recorder/requirements.txt', import.meta.url)),
    announce: (folder) => console.info(`optuna: installs Optuna from PyPI into ${folder}, once.`),
  });
}
