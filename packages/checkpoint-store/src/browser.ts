import type { OpenDAL } from './load-opendal.js';
import { StoreError } from './store-error.js';

// Stands in for `node.ts` in a browser, for which OpenDAL is not made.

export async function loadOpenDAL(): Promise<OpenDAL> {
  throw new StoreError('a browser cannot load `opendal`', 'Train in Node.js.');
}

export function whereabouts(): { host: string; process: number } {
  return { host: 'a browser', process: 0 };
}

export function bufferOf(bytes: Uint8Array): Buffer {
  return bytes as Buffer;
}
