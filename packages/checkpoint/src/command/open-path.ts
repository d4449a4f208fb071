import { type Directory, localPath, openDirectory } from '@cb/files';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  ENOTDIR: 'it is a file',
};

/**
 * What is meant by a path: a file too is opened as a directory, and `above()` leads to the one that holds it. That of a
 * `model.json` means the directory that holds it.
 */
export function openPath(path: string): Directory {
  const absolute = localPath(path, (remedy) => new Error(`cannot open "${path}". ${remedy}`));
  return openDirectory(absolute.replace(/(?<=[/\\])model\.json$/, ''));
}

/** @returns the names in a directory @throws Error that names it as it was given */
export async function listPath(path: string, directory: Directory): Promise<string[]> {
  try {
    return await directory.list();
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const remedy = 'Pass a directory that holds checkpoints.';
    throw new Error(`cannot list the directory "${path}" (${REASONS[code] ?? message}). ${remedy}`, { cause });
  }
}
