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
  return new kind(`${call}: \`${argument}\` is ${show(value)}. ${remedy}`);
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
