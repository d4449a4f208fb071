import { StoreError } from './store-error.js';

export type OpenDAL = typeof import('opendal');

/** OpenDAL, whose native library is loaded when a store is used first. */
export async function loadOpenDAL(): Promise<OpenDAL> {
  try {
    return await import('opendal');
  } catch (cause) {
    throw new StoreError('the library `opendal` cannot be loaded', remedyFor(cause), cause);
  }
}

function remedyFor(fault: unknown): string {
  const { message, cause } = fault as { message: string; cause?: unknown };
  const messages = [message, ...[cause].flat().map((one) => (one as Error | undefined)?.message)].join(' ');
  return /GLIBC/.test(messages)
    ? 'Its binary is for a newer Linux. Run npm i opendal@0.49.2, which is for this one too.'
    : 'Run npm i opendal@0.49.2, without leaving out optional dependencies.';
}
