import { showTensor } from './tensor-like.js';

/**
 * The error for an argument that cannot work: which call, what it got, what to do.
 *
 * @param call the constructor or method, as users write it
 */
export function argumentError(
  call: string,
  argument: string,
  value: unknown,
  remedy: string,
  kind: ErrorConstructor = RangeError,
): Error {
  return new kind(`${call}: \`${argument}\` is ${showTensor(value)}. ${remedy}`);
}
