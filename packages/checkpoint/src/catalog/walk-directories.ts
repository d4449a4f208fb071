import { type Directory, type DirectoryEntry, openDirectory } from '@cb/files';
import { inParallel } from './in-parallel.js';

/** Directories in which nobody keeps checkpoints. */
const PASSED_OVER = /^\.|^node_modules$/;

/** A directory that the walk came to. */
export interface Stop {
  directory: Directory;
  /** Relative to where the walk began, with `/`; empty there. */
  path: string;
  names: string[];
}

/**
 * A directory and those below it, so many levels deep, but for empty ones; level by level. Symbolic links are followed
 * no further than that.
 */
export async function* walkDirectories(directory: Directory, levels: number): AsyncGenerator<Stop> {
  let level = [{ directory, path: '' }];
  for (let depth = 0; depth <= levels && level.length > 0; depth++) {
    const below: typeof level = [];
    for await (const { entries, ...at } of inParallel(level, listed)) {
      if (entries.length > 0) yield { ...at, names: entries.map(({ name }) => name) };
      for (const { name, isFile } of entries) {
        if (isFile || PASSED_OVER.test(name)) continue;
        const path = at.path === '' ? name : `${at.path}/${name}`;
        below.push({ directory: openDirectory(`${at.directory.path}/${name}`), path });
      }
    }
    level = below;
  }
}

async function listed(at: { directory: Directory; path: string }) {
  // Of a file, and of what cannot be read, there is no list.
  return { ...at, entries: await at.directory.entries().catch((): DirectoryEntry[] => []) };
}
