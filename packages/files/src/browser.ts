import type { AppendFile, FileNamer } from './append-file.js';
import type { Directory } from './directory.js';

// Stands in for `node.ts` where there is no file system, and no current directory either.

export const hasFileSystem: boolean = false;

export function absolutePath(path: string): string {
  return path;
}

export function openDirectory(_path: string): Directory {
  throw noFileSystem();
}

export async function createAppendFile(_directory: string, _nameOf: FileNamer): Promise<AppendFile> {
  throw noFileSystem();
}

function noFileSystem(): Error {
  return new Error('a browser has no file system: train in Node.js');
}
