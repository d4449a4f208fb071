import { readable } from '../load/readable.js';
import type { KerasFormat } from './format.js';

/** What is wrong with a file, in words for its reader. Any other error while reading says that the file is damaged. */
export class Fault extends Error {}

/** Of an HDF5 file that anything may have written. */
export const NOT_OF_KERAS = 'it is no file of Keras';

/** The error, a clause, for a file that cannot be read. */
export function faultOf(format: KerasFormat, cause: unknown): Error {
  if (cause instanceof Fault) return new Error(readable(cause.message));
  return new Error(`it is no .${format} file, or is damaged`, { cause });
}
