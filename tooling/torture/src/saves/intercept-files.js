import nodeFiles from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

/**
 * A call that changes files, or may: of `node:fs/promises`, of a handle that it opened, or one of `node:fs` that waits.
 *
 * @typedef {object} FileCall
 * @property {'open' | 'write' | 'fsync' | 'close' | 'rename' | 'unlink' | 'mkdir' | 'rmdir'} kind
 * @property {string} path the one that was opened, for a call of a handle
 * @property {string} [to] the new name
 * @property {string | number} [flags] to open with
 * @property {Uint8Array} [bytes] to write
 */

/**
 * What becomes of a call.
 *
 * @typedef {object} Fate
 * @property {boolean} [isSkipped] whether the system is not asked at all
 * @property {Uint8Array} [bytes] what to write instead
 * @property {Error} [error] what the call fails with in the end
 * @property {(bytesWritten: number) => void} [done] told that the call has succeeded
 *
 * @typedef {(call: FileCall) => Fate} Decide
 */

/** Calls that nobody makes who writes checkpoints. If that changes, it must not go unnoticed. */
const UNWATCHED = ['appendFile', 'copyFile', 'cp', 'link', 'mkdtemp', 'symlink', 'truncate', 'unlink', 'writeFile'];
const UNWATCHED_OF_HANDLE = ['appendFile', 'createWriteStream', 'truncate', 'writeFile', 'writev'];
const UNWATCHED_OF_FS = [
  ...[
    'appendFileSync',
    'copyFileSync',
    'cpSync',
    'linkSync',
    'symlinkSync',
    'truncateSync',
    'ftruncateSync',
    'writevSync',
  ],
  ...[
    'fsyncSync',
    'fdatasyncSync',
    'fdatasync',
    'open',
    'write',
    'writev',
    'appendFile',
    'writeFile',
    'createWriteStream',
  ],
];

/**
 * Puts something between all in this process that use files and the system.
 *
 * @param {Decide} decide
 * @returns {() => void} takes it away again
 */
export function interceptFiles(decide) {
  const stops = [interceptPromises(decide), interceptWaiting(decide)];
  // What was imported by name is brought up to date.
  syncBuiltinESMExports();
  return () => {
    for (const stop of stops) stop();
    syncBuiltinESMExports();
  };
}

/** @param {Decide} decide */
function interceptPromises(decide) {
  const system = { ...files };
  const around = (/** @type {FileCall} */ call, /** @type {() => Promise<any>} */ proceed) =>
    make(decide(call), proceed);
  Object.assign(files, {
    open: async (/** @type {string} */ path, /** @type {string} */ flags, /** @type {number} */ mode) => {
      const handle = await around({ kind: 'open', path, flags }, () => system.open(path, flags, mode));
      return watched(handle, path, decide);
    },
    rename: (/** @type {string} */ path, /** @type {string} */ to) =>
      around({ kind: 'rename', path, to }, () => system.rename(path, to)),
    rm: (/** @type {string} */ path, /** @type {object} */ options) =>
      around({ kind: 'unlink', path }, () => system.rm(path, options)),
    mkdir: (/** @type {string} */ path, /** @type {object} */ options) =>
      around({ kind: 'mkdir', path }, () => system.mkdir(path, options)),
    rmdir: (/** @type {string} */ path) => around({ kind: 'rmdir', path }, () => system.rmdir(path)),
    ...refused(UNWATCHED),
  });
  return () => Object.assign(files, system);
}

/**
 * @param {import('node:fs/promises').FileHandle} handle
 * @param {string} path
 * @param {Decide} decide
 */
function watched(handle, path, decide) {
  const { sync, datasync, close } = handle;
  const write = /** @type {(buffer: Uint8Array, offset?: number, length?: number) => Promise<any>} */ (handle.write);
  return Object.assign(handle, {
    write: (/** @type {Uint8Array} */ buffer, offset = 0, length = buffer.byteLength - offset) =>
      make(decide({ kind: 'write', path, bytes: buffer.subarray(offset, offset + length) }), (bytes) =>
        bytes ? write.call(handle, bytes) : write.call(handle, buffer, offset, length),
      ),
    sync: () => make(decide({ kind: 'fsync', path }), () => sync.call(handle)),
    datasync: () => make(decide({ kind: 'fsync', path }), () => datasync.call(handle)),
    // A stream that has read from it closes it once more, which does nothing.
    close: () =>
      handle.fd === -1 ? close.call(handle) : make(decide({ kind: 'close', path }), () => close.call(handle)),
    ...refused(UNWATCHED_OF_HANDLE),
  });
}

/**
 * @param {Fate} fate
 * @param {(bytes?: Uint8Array) => Promise<any>} proceed
 */
async function make({ isSkipped, bytes, error, done }, proceed) {
  const result = isSkipped ? undefined : await proceed(bytes);
  if (error) throw error;
  done?.(result?.bytesWritten ?? 0);
  return result;
}

/**
 * Calls for a file that is open for writing. Who only reads is left alone: so does Node.js itself, to load modules.
 *
 * @param {Decide} decide
 */
function interceptWaiting(decide) {
  const system = { ...nodeFiles };
  /** @type {Map<number, string>} the paths of files that are open */
  const paths = new Map();
  const around = (/** @type {FileCall} */ call, /** @type {(bytes?: Uint8Array) => number | void} */ proceed) => {
    const { isSkipped, bytes, error, done } = decide(call);
    const result = isSkipped ? undefined : proceed(bytes);
    if (error) throw error;
    done?.(result ?? 0);
    return result;
  };
  const own = {
    openSync: (/** @type {string} */ path, /** @type {string | number} */ flags = 'r', /** @type {number} */ mode) => {
      if (flags === 'r' || flags === nodeFiles.constants.O_RDONLY) return system.openSync(path, flags, mode);
      const file = Number(around({ kind: 'open', path, flags }, () => system.openSync(path, flags, mode)));
      paths.set(file, path);
      return file;
    },
    writeSync: (/** @type {number} */ file, /** @type {any} */ buffer, offset = 0, /** @type {any[]} */ ...rest) => {
      const path = paths.get(file);
      if (path === undefined) return system.writeSync(file, buffer, offset, ...rest);
      return around({ kind: 'write', path, bytes: buffer.subarray(offset) }, (bytes) =>
        bytes ? system.writeSync(file, bytes) : system.writeSync(file, buffer, offset),
      );
    },
    fsync: (/** @type {number} */ file, /** @type {(error: Error | null) => void} */ callback) => {
      const path = String(paths.get(file));
      make(decide({ kind: 'fsync', path }), () => promisify(system.fsync)(file)).then(
        // Not within the promise: what the callback throws is nobody's to catch, as with the system.
        () => setImmediate(callback, null),
        (error) => setImmediate(callback, error),
      );
    },
    closeSync: (/** @type {number} */ file) => {
      const path = paths.get(file);
      paths.delete(file);
      if (path === undefined) return system.closeSync(file);
      around({ kind: 'close', path }, () => system.closeSync(file));
    },
    ...refused(UNWATCHED_OF_FS),
  };
  const replaced = Object.fromEntries(Object.entries(system).filter(([name]) => name in own));
  Object.assign(nodeFiles, own);
  return () => Object.assign(nodeFiles, replaced);
}

/** @param {readonly string[]} names */
function refused(names) {
  return Object.fromEntries(names.map((name) => [name, refuse(name)]));
}

/** @param {string} name */
function refuse(name) {
  return () => {
    throw new Error(
      `intercept-files: ${name}() is not watched. Watch it, before anything that is saved depends on it.`,
    );
  };
}
