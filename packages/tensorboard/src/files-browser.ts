import type { Sink } from './sink.js';

/** Stands in for `files-node.ts` where there is no file system, and no current directory either. */
export function absolutePath(directory: string): string {
  return directory;
}

export async function createEventFile(_directory: string): Promise<Sink> {
  throw new Error('a browser has no file system: train in Node.js');
}
