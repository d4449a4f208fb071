import { hostname } from 'node:os';

export { loadOpenDAL } from './load-opendal.js';

/** Where this runs, for others who write to the same place. */
export function whereabouts(): { host: string; process: number } {
  return { host: hostname(), process: process.pid };
}

/** Bytes as OpenDAL takes them. No memory is copied. */
export function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
