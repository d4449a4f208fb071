import { DONE } from './done.js';
import { breathe, type Clock } from './event-loop.js';
import type { Logs } from './metrics.js';

export type Hook = (index: number, logs?: Logs) => Promise<void>;

/** What the hooks of a callback look at each time; all else is looked at when this is not as it was. */
export interface Admission {
  /** The `params` of the fit in which the callback was admitted. */
  params: unknown;
  /** The clock of that fit, held because to look it up takes longer than all the rest. */
  clock: Clock;
  /** Of work in the background. */
  readonly failures: readonly unknown[];
}

/** The `params` of no fit. */
export const NOT_ADMITTED = {};

/**
 * The hook of an epoch or a batch, with what the base does around it.
 *
 * It runs between the steps of training, whose memory has displaced it from the caches of the processor: there a
 * function more, or a private field, costs a microsecond. So it asks little, and makes no promise where there is
 * nothing to wait for.
 *
 * @param own that of the subclass; `undefined` if it has none
 * @param admit called unless the admission holds; throws if the hook must not run
 */
export function aroundHook(
  callback: { params: unknown },
  own: Hook | undefined,
  admission: Admission,
  admit: (caller: unknown) => void,
): Hook {
  const breath = () => breathe(admission.clock);
  return function (this: unknown, index, logs) {
    try {
      if (this !== callback || callback.params !== admission.params || admission.failures.length > 0) admit(this);
      const over: unknown = own === undefined ? DONE : own.call(callback, index, logs);
      // A hook written in JavaScript may return nothing.
      if (over === DONE || over === undefined) return breathe(admission.clock) ?? DONE;
      return Promise.resolve(over).then(breath);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}
