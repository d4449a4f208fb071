// @ts-check
import { constants } from 'node:os';

/** @typedef {'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE'} SignalName */

/**
 * Listens for Ctrl-C and for what else ends a program, a pipe that nobody reads any more included. The first time
 * it asks for an orderly end, through the signal that it returns; the second time it ends the process at once.
 *
 * @returns {AbortSignal} its `reason` is the name of what came
 */
export function listenForInterruption() {
  const controller = new AbortController();
  /** @param {SignalName} name */
  const interrupt = (name) => {
    if (controller.signal.aborted) process.exit(exitCodeOf(name));
    controller.abort(name);
  };
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(name, interrupt);
  process.stdout.once('error', () => interrupt('SIGPIPE')).on('error', () => {});
  return controller.signal;
}

/**
 * What shells report of a program that a signal ended: 130 for Ctrl-C.
 *
 * @param {SignalName} name
 */
export function exitCodeOf(name) {
  return 128 + constants.signals[name];
}
