import { type Directory, isMissing } from '@cb/files';
import { type IndexEntry, readIndex } from './checkpoint-index.js';
import { placeOf } from './checkpoint-place.js';
import { scanForCheckpoints } from './scan-for-checkpoints.js';

/**
 * The checkpoints of a directory, in the order in which they were written. One that was replaced since the index was
 * written, or that it does not know, counts as what it says of itself.
 */
export async function allCheckpoints(root: Directory): Promise<IndexEntry[]> {
  const listed = (await readIndex(root)) ?? [];
  const found = new Map((await scanForCheckpoints(root, await unchanged(root, listed))).map((one) => [one.path, one]));
  const entries: IndexEntry[] = [];
  for (const entry of listed) {
    const itself = found.get(entry.path);
    if (itself !== undefined && itself.savedAt !== entry.savedAt) continue;
    found.delete(entry.path);
    if (await isThere(root, entry)) entries.push(entry);
  }
  return inOrder(entries, found.values());
}

/** The index knows its order, whatever the clock was set to meanwhile; of the others, their clock alone tells. */
function inOrder(listed: readonly IndexEntry[], others: Iterable<IndexEntry>): IndexEntry[] {
  const all = [...listed];
  for (const other of others) {
    let behind = all.length;
    while (behind > 0 && Date.parse((all[behind - 1] as IndexEntry).savedAt) > Date.parse(other.savedAt)) behind--;
    all.splice(behind, 0, other);
  }
  return all;
}

/** The files of Keras that nobody has written to since the index was told of them. They say of themselves only the same. */
async function unchanged(root: Directory, listed: readonly IndexEntry[]): Promise<Set<string>> {
  const paths = new Set<string>();
  for (const { path, files } of listed) {
    const [file] = files;
    if (file?.modified === undefined) continue;
    const now = await root.stat(path).catch(() => undefined);
    if (now?.size === file.size && now.modified === file.modified) paths.add(path);
  }
  return paths;
}

/** One that cannot be read may be there. */
function isThere(root: Directory, entry: IndexEntry): Promise<boolean> {
  const { directory, main } = placeOf(root, entry);
  return directory.stat(main).then(
    () => true,
    (error) => !isMissing(error),
  );
}
