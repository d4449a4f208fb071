import type { Value } from '../../events/event.js';

/** A call whose arguments were checked. */
export interface Entry {
  /** What it logs: at once, or when its tensors have been read. */
  values(): Value[] | Promise<Value[]>;

  /** Seconds since 1970; the time of the call where it is missing. */
  wallTime?: number | undefined;
}
