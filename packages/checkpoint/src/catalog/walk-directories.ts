import { type Directory, openDirectory } from '@cb/files';

/** Directories in which nobody keeps checkpoints. */
const PASSED_OVER = /^\.|^node_modules$/;

/** A directory below another one. */
export interface Below {
  directory: Directory;
  /** Relative, with `/`. */
  path: string;
  names: string[];
}

/**
 * The directories below one, so many levels deep. Symbolic links are followed no further than that.
 *
 * @param path where `root` is, relative to where the walk began
 */
export async function* walkDirectories(root: Directory, levels: number, path = ''): AsyncGenerator<Below> {
  if (levels === 0) return;
  for (const name of await namesIn(root)) {
    if (PASSED_OVER.test(name)) continue;
    const directory = openDirectory(`${root.path}/${name}`);
    const names = await namesIn(directory);
    if (names.length === 0) continue;
    const below = path === '' ? name : `${path}/${name}`;
    yield { directory, path: below, names };
    yield* walkDirectories(directory, levels - 1, below);
  }
}

/** Of a file, and of what cannot be read, none. */
async function namesIn(directory: Directory): Promise<string[]> {
  return directory.list().catch(() => []);
}
