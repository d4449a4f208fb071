import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { interceptCallsAtOnce } from './intercept-calls-at-once.js';

/**
 * A call that changes files, or may: of `node:fs/promises`, or of a handle that it opened; of `node:fs`, at once.
 *
 * @typedef {object} FileCall
 * @property {'open' | 'write' | 'fsync' | 'close' | 'rename' | 'unlink' | 'mkdir' | 'rmdir'} kind
 * @property {string} path the one that was opened, for a call of a handle
 * @property {string} [to] the new name
 * @property {string | number} [flags] to open with
 * @property {Uint8Array} [bytes] to write
 */

/**
 * What stands between a call and the system. `proceed` makes the call; given bytes, it writes those instead.
 *
 * @typedef {(call: FileCall, proceed: (bytes?: Uint8Array) => Promise<any>) => Promise<any>} Around
 */

/**
 * The same of a call that returns at once.
 *
 * @typedef {(call: FileCall, proceed: (bytes?: Uint8Array) => any) => any} AroundAtOnce
 */

/** Calls that nobody makes who writes checkpoints. If that changes, it must not go unnoticed. */
const UNWATCHED = ['copyFile', 'cp', 'link', 'mkdtemp', 'symlink', 'truncate', 'unlink'];
const UNWATCHED_OF_HANDLE = ['appendFile', 'createWriteStream', 'truncate', 'writeFile', 'writev'];

/**
 * Puts something between all users of `node:fs/promises` in this process and the system, and those who write at once.
 *
 * @param {Around} around
 * @param {AroundAtOnce} aroundAtOnce
 * @returns {() => void} takes it away again
 */
export function interceptFiles(around, aroundAtOnce) {
  const system = { ...files };
  const stop = interceptCallsAtOnce(around, aroundAtOnce);
  const open = async (/** @type {string} */ path, /** @type {string | number} */ flags, /** @type {number} */ mode) => {
    const handle = await around({ kind: 'open', path, flags }, () => system.open(path, flags, mode));
    return watched(handle, path, around);
  };
  /** What `writeFile` and `appendFile` do, call by call. @param {string} usual flag */
  const writeWith =
    (usual) =>
    async (/** @type {string} */ path, /** @type {string | Uint8Array} */ data, { flag = usual } = {}) => {
      const handle = await open(path, flag, 0o666);
      try {
        if (data.length > 0) await handle.write(typeof data === 'string' ? Buffer.from(data) : data);
      } finally {
        await handle.close();
      }
    };
  Object.assign(files, {
    open,
    writeFile: writeWith('w'),
    appendFile: writeWith('a'),
    rename: (/** @type {string} */ path, /** @type {string} */ to) =>
      around({ kind: 'rename', path, to }, () => system.rename(path, to)),
    rm: (/** @type {string} */ path, /** @type {object} */ options) =>
      around({ kind: 'unlink', path }, () => system.rm(path, options)),
    mkdir: (/** @type {string} */ path, /** @type {object} */ options) =>
      around({ kind: 'mkdir', path }, () => system.mkdir(path, options)),
    rmdir: (/** @type {string} */ path) => around({ kind: 'rmdir', path }, () => system.rmdir(path)),
    ...Object.fromEntries(UNWATCHED.map((name) => [name, refuse(name)])),
  });
  // What was imported by name is brought up to date.
  syncBuiltinESMExports();
  return () => {
    stop();
    Object.assign(files, system);
    syncBuiltinESMExports();
  };
}

/**
 * @param {import('node:fs/promises').FileHandle} handle
 * @param {string} path
 * @param {Around} around
 */
function watched(handle, path, around) {
  const { sync, datasync, close } = handle;
  const write = /** @type {(buffer: Uint8Array, offset?: number, length?: number) => Promise<any>} */ (handle.write);
  return Object.assign(handle, {
    write: (/** @type {Uint8Array} */ buffer, offset = 0, length = buffer.byteLength - offset) =>
      around({ kind: 'write', path, bytes: buffer.subarray(offset, offset + length) }, (bytes) =>
        bytes ? write.call(handle, bytes) : write.call(handle, buffer, offset, length),
      ),
    sync: () => around({ kind: 'fsync', path }, () => sync.call(handle)),
    datasync: () => around({ kind: 'fsync', path }, () => datasync.call(handle)),
    // A stream that has read from it closes it once more, which does nothing.
    close: () => (handle.fd === -1 ? close.call(handle) : around({ kind: 'close', path }, () => close.call(handle))),
    ...Object.fromEntries(UNWATCHED_OF_HANDLE.map((name) => [name, refuse(name)])),
  });
}

/** @param {string} name */
function refuse(name) {
  return () => {
    throw new Error(
      `intercept-files: ${name}() is not watched. Watch it, before anything that is saved depends on it.`,
    );
  };
}
