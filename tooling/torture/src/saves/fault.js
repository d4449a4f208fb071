import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

/** @typedef {{ kind: import('./intercept-files.js').FileCall['kind'], code: keyof typeof constants.errno }} Failure */

/** What goes wrong on real disks. */
export const FAILURES = /** @type {readonly Failure[]} */ ([
  { kind: 'fsync', code: 'EIO' },
  { kind: 'write', code: 'ENOSPC' },
  { kind: 'rename', code: 'EACCES' },
  { kind: 'open', code: 'EMFILE' },
  { kind: 'unlink', code: 'EPERM' },
  { kind: 'mkdir', code: 'ENOSPC' },
  { kind: 'rmdir', code: 'EPERM' },
  { kind: 'close', code: 'EDQUOT' },
]);

/** Makes a file call fail, once it is armed. */
export class Fault {
  /** What was called when it first failed. */
  call = '';
  isArmed = false;
  /** How many calls of each kind were made while it was armed. */
  calls = /** @type {Map<string, number>} */ (new Map());
  #failure;
  #nth;
  #lasts;

  /**
   * @param {Failure} failure
   * @param {number} nth which call of the kind fails, from 1; none if it is infinite
   * @param {boolean} lasts whether all later ones do, until it is disarmed
   */
  constructor(failure, nth, lasts) {
    this.#failure = failure;
    this.#nth = nth;
    this.#lasts = lasts;
  }

  /** @type {import('./intercept-files.js').Decide} */
  decide = (call) => {
    // The power stays on: nothing need wait for the disk.
    const isSkipped = call.kind === 'fsync';
    if (!this.isArmed) return { isSkipped };
    const nth = (this.calls.get(call.kind) ?? 0) + 1;
    this.calls.set(call.kind, nth);
    if (call.kind !== this.#failure.kind || nth < this.#nth) return { isSkipped };
    const isFirst = this.call === '';
    if (!isFirst && !this.#lasts && call.kind !== 'write') return { isSkipped };
    this.call ||= `${call.kind} ${call.path}`;
    // A full disk takes what it has room for, and then nothing.
    if (call.kind === 'write' && isFirst && call.bytes && call.bytes.length > 1) {
      return { bytes: call.bytes.subarray(0, call.bytes.length / 2) };
    }
    if (!this.#lasts) this.isArmed = false;
    // A file is closed even when that fails.
    return { isSkipped: call.kind !== 'close', error: systemError(this.#failure.code, call) };
  };
}

/**
 * The error as Node.js makes it.
 *
 * @param {keyof typeof constants.errno} code
 * @param {import('./intercept-files.js').FileCall} call
 */
function systemError(code, { kind, path, to }) {
  const errno = -constants.errno[code];
  const names = { path, ...(to !== undefined && { dest: to }) };
  const ofHandle = kind === 'write' || kind === 'fsync' || kind === 'close';
  const paths = ofHandle ? '' : ` '${path}'${to === undefined ? '' : ` -> '${to}'`}`;
  const message = `${code}: ${getSystemErrorMap().get(errno)?.[1]}, ${kind}${paths}`;
  return Object.assign(new Error(message), { code, errno, syscall: kind, ...(ofHandle ? {} : names) });
}
