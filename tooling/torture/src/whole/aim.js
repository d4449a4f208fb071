import { interceptFiles } from '../saves/intercept-files.js';

/**
 * The file call at which a process kills itself: the `nth` of its kind, counted from 1, before it is made, when half of its
 * bytes are written, or after it.
 *
 * @typedef {{ kind: import('../saves/intercept-files.js').FileCall['kind'], nth: number, when: 'before' | 'within' | 'after' }} Aim
 */

/**
 * @param {Aim | null | undefined} aim without one the calls are only counted
 * @returns {ReadonlyMap<string, number>} how many of each kind were made so far
 */
export function killAt(aim) {
  const calls = /** @type {Map<string, number>} */ (new Map());
  interceptFiles(async ({ kind, bytes }, proceed) => {
    const nth = (calls.get(kind) ?? 0) + 1;
    calls.set(kind, nth);
    const isAim = kind === aim?.kind && nth === aim.nth;
    if (isAim && aim.when === 'within' && bytes) await proceed(bytes.subarray(0, bytes.length / 2));
    if (isAim && aim.when !== 'after') die();
    // What the system has taken survives a kill: nothing need wait for the disk.
    const result = kind === 'fsync' ? undefined : await proceed();
    if (isAim) die();
    return result;
  });
  return calls;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  // The signal takes a moment on a busy machine, in which nothing may go on.
  for (;;);
}
