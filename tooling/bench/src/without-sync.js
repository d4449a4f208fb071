// @ts-check
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Does something while the system's fsync does nothing.
 *
 * @template Result
 * @param {() => Promise<Result>} action
 */
export async function withoutSync(action) {
  const handle = await open(import.meta.filename, 'r');
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const { sync, datasync } = prototype;
  const { fsync } = fs;
  const noSync = (/** @type {number} */ _file, /** @type {fs.NoParamCallback} */ done) => setImmediate(done, null);
  Object.assign(prototype, { sync: async () => {}, datasync: async () => {} });
  replaceFsync(/** @type {never} */ (noSync));
  try {
    return await action();
  } finally {
    Object.assign(prototype, { sync, datasync });
    replaceFsync(fsync);
  }
}

/** @param {typeof fs.fsync} fsync */
function replaceFsync(fsync) {
  Object.assign(fs, { fsync });
  syncBuiltinESMExports();
}
