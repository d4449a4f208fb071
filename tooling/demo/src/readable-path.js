// @ts-check
import { isAbsolute, relative, sep } from 'node:path';

/**
 * A path for a person to read, and to pass to a command: from the current folder, where it lies in it.
 *
 * @param {string} path an absolute one
 */
export function readable(path) {
  const fromHere = relative(process.cwd(), path);
  if (fromHere === '') return '.';
  if (fromHere.split(sep)[0] === '..' || isAbsolute(fromHere)) return path;
  return fromHere.startsWith('-') ? `.${sep}${fromHere}` : fromHere;
}
