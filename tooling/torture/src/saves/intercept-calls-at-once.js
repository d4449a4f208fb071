import files from 'node:fs';
import { promisify } from 'node:util';

/**
 * Puts something between the system and those who write files at once, but for `fsync`, which calls back.
 *
 * @param {import('./intercept-files.js').Around} around
 * @param {import('./intercept-files.js').AroundAtOnce} aroundAtOnce
 * @returns {() => void} takes it away again
 */
export function interceptCallsAtOnce(around, aroundAtOnce) {
  const { openSync, writeSync, closeSync, fsync, appendFileSync } = files;
  const system = { openSync, writeSync, closeSync, fsync, appendFileSync };
  /** @type {Map<number, string>} the files that were opened so, by their numbers */
  const open = new Map();
  /**
   * @param {(fd: number, ...rest: any[]) => any} call what is made of a file that nobody watches
   * @param {(path: string, fd: number, ...rest: any[]) => any} watched
   */
  const ifOpen =
    (call, watched) =>
    (/** @type {number} */ fd, /** @type {any[]} */ ...rest) => {
      const path = open.get(fd);
      return path === undefined ? call(fd, ...rest) : watched(path, fd, ...rest);
    };
  Object.assign(files, {
    openSync: (/** @type {string} */ path, /** @type {string | number} */ flags, /** @type {number} */ mode) => {
      const fd = aroundAtOnce({ kind: 'open', path, flags }, () => system.openSync(path, flags, mode));
      open.set(fd, path);
      return fd;
    },
    writeSync: ifOpen(system.writeSync, (path, fd, /** @type {Uint8Array} */ data, offset = 0) => {
      const bytes = data.subarray(offset);
      const write = (some = bytes) => ({ bytesWritten: system.writeSync(fd, some) });
      return aroundAtOnce({ kind: 'write', path, bytes }, write).bytesWritten;
    }),
    closeSync: ifOpen(system.closeSync, (path, fd) => {
      aroundAtOnce({ kind: 'close', path }, () => system.closeSync(fd));
      open.delete(fd);
    }),
    fsync: ifOpen(system.fsync, (path, fd, /** @type {(error: unknown) => void} */ done) => {
      around({ kind: 'fsync', path }, () => promisify(system.fsync)(fd)).then(() => done(null), done);
    }),
    appendFileSync: ifOpen(system.appendFileSync, (path, fd, /** @type {Uint8Array} */ bytes) => {
      const write = (some = bytes) => ({ bytesWritten: system.writeSync(fd, some) });
      aroundAtOnce({ kind: 'write', path, bytes }, write);
    }),
  });
  return () => void Object.assign(files, system);
}
