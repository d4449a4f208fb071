import type { CallbackState } from './state.js';

/**
 * What messages call a callback: what its state says, where there is one, because bundlers shorten the names of
 * classes.
 */
export function nameOf(callback: object & { getState?(): CallbackState }): string {
  return (callback.getState?.().values.callback as string | undefined) ?? callback.constructor.name;
}
