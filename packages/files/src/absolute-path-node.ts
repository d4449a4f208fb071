import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FILE_URL } from './file-url.js';

/** @throws TypeError or URIError for a URL that cannot be a path */
export function absolutePath(path: string): string {
  return resolve(FILE_URL.test(path) ? fileURLToPath(path) : path.replace(/^file:\/\//i, ''));
}
