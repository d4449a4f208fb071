const FATAL = Symbol.for('@cb/sweep/fatal');

/** Marks an error that would come in every trial, so that it ends the sweep instead of being tried again. */
export function fatal<Fault extends Error>(error: Fault): Fault {
  return Object.defineProperty(error, FATAL, { value: true });
}

export function isFatal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && FATAL in error;
}
