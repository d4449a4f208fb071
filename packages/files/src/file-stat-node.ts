import type { Stats } from 'node:fs';
import type { FileStat } from './directory.js';

export function fileStat({ size, mtimeMs, ino }: Stats): FileStat {
  return { size, modified: mtimeMs, inode: ino };
}
