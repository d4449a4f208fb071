import { type Directory, isMissing } from '@cb/files';
import { INDEX_JSON, type IndexEntry, readIndex } from './checkpoint-index.js';
import { placeOf } from './checkpoint-place.js';
import { scanForCheckpoints } from './scan-for-checkpoints.js';

/**
 * The checkpoints of a directory, in the order in which they were written. One that was replaced since the index was
 * written, or that it does not know, counts as what it says of itself.
 */
export async function allCheckpoints(root: Directory): Promise<IndexEntry[]> {
  const listed = (await readIndex(root)) ?? [];
  const found = new Map(
    (await scanForCheckpoints(root, await olderThanIndex(root, listed))).map((one) => [one.path, one]),
  );
  const entries: IndexEntry[] = [];
  for (const entry of listed) {
    const itself = found.get(entry.path);
    if (itself !== undefined && itself.savedAt !== entry.savedAt) continue;
    found.delete(entry.path);
    if (await isThere(root, entry)) entries.push(entry);
  }
  return [...entries, ...found.values()].sort((a, b) => Date.parse(a.savedAt) - Date.parse(b.savedAt));
}

/** The files of Keras that the index knows as they are. They can be large, and say of themselves only the same. */
async function olderThanIndex(root: Directory, listed: readonly IndexEntry[]): Promise<Set<string>> {
  const paths = new Set<string>();
  for (const { path, format } of listed) {
    if (format !== 'tfjs' && (await modified(root, path)) <= (await modified(root, INDEX_JSON))) paths.add(path);
  }
  return paths;
}

function modified(root: Directory, name: string): Promise<number> {
  return root.stat(name).then(
    (stat) => stat.modified,
    () => Number.NaN,
  );
}

/** One that cannot be read may be there. */
function isThere(root: Directory, entry: IndexEntry): Promise<boolean> {
  const { directory, main } = placeOf(root, entry);
  return directory.stat(main).then(
    () => true,
    (error) => !isMissing(error),
  );
}
