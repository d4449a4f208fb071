import { join } from 'node:path';

/** Where a training saves, below a directory of its own. */
export const placesIn = (/** @type {string} */ directory) => ({
  checkpoints: join(directory, 'checkpoints'),
  backup: join(directory, 'backup'),
});
