import { type Directory, openDirectory } from '@cb/files';

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
 * A directory and those below it, so many levels deep, but for empty ones. Symbolic links are followed no further than
 * that.
 */
export async function* walkDirectories(directory: Directory, levels: number, path = ''): AsyncGenerator<Stop> {
  // Of a file, and of what cannot be read, there is no list.
  const names = await directory.list().catch((): string[] => []);
  if (names.length > 0) yield { directory, path, names };
  if (levels === 0) return;
  for (const name of names) {
    if (PASSED_OVER.test(name)) continue;
    const below = openDirectory(`${directory.path}/${name}`);
    yield* walkDirectories(below, levels - 1, path === '' ? name : `${path}/${name}`);
  }
}
