import { interceptFiles } from './intercept-files.js';

/** When a process kills itself, seen from a file call. */
export const MOMENTS = /** @type {const} */ (['before', 'within', 'after']);

/**
 * The file call at which a process kills itself: the `nth` of its kind, counted from 1, before it is made, when half of its
 * bytes are written, or after it.
 *
 * @typedef {{ kind: import('./intercept-files.js').FileCall['kind'], nth: number, when: (typeof MOMENTS)[number] }} Aim
 */

/**
 * @param {Aim | null | undefined} aim without one the calls are only counted
 * @returns {ReadonlyMap<string, number>} how many of each kind were made so far
 */
export function killAt(aim) {
  const calls = /** @type {Map<string, number>} */ (new Map());
  /** What becomes of a call. @param {import('./intercept-files.js').FileCall} call */
  const fateOf = ({ kind }) => {
    const nth = (calls.get(kind) ?? 0) + 1;
    calls.set(kind, nth);
    return kind === aim?.kind && nth === aim.nth ? aim.when : undefined;
  };
  const half = (/** @type {Uint8Array} */ bytes) => bytes.subarray(0, bytes.length / 2);
  interceptFiles(
    async (call, proceed) => {
      const fate = fateOf(call);
      if (fate === 'within' && call.bytes) await proceed(half(call.bytes));
      if (fate && fate !== 'after') die();
      // What the system has taken survives a kill: nothing need wait for the disk.
      const result = call.kind === 'fsync' ? undefined : await proceed();
      if (fate) die();
      return result;
    },
    (call, proceed) => {
      const fate = fateOf(call);
      if (fate === 'within' && call.bytes) proceed(half(call.bytes));
      if (fate && fate !== 'after') die();
      const result = proceed();
      if (fate) die();
      return result;
    },
  );
  return calls;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  // The signal takes a moment on a busy machine, in which nothing may go on.
  for (;;);
}
