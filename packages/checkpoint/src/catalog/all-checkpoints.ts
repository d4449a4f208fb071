import { type Directory, isMissing } from '@cb/files';
import type { IndexEntry } from './checkpoint-index.js';
import { placeOf } from './checkpoint-place.js';
import { inParallel } from './in-parallel.js';
import { readIndex } from './index-files.js';
import { scanForCheckpoints } from './scan-for-checkpoints.js';

/**
 * The checkpoints of a directory, in the order in which they were written. One that was replaced since the index was
 * written, or that it does not know, counts as what it says of itself.
 */
export async function allCheckpoints(root: Directory): Promise<IndexEntry[]> {
  const present: IndexEntry[] = [];
  const unchanged = new Set<string>();
  for await (const { entry, state } of inParallel((await readIndex(root)) ?? [], (one) => stateOf(root, one))) {
    if (state !== 'gone') present.push(entry);
    if (state === 'unchanged') unchanged.add(entry.path);
  }
  const found = new Map((await scanForCheckpoints(root, unchanged)).map((one) => [one.path, one]));
  const entries: IndexEntry[] = [];
  for (const entry of present) {
    const itself = found.get(entry.path);
    if (itself !== undefined && itself.savedAt !== entry.savedAt) continue;
    found.delete(entry.path);
    entries.push(entry);
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

/**
 * What became of a checkpoint since the index was told of it. If nobody has written to its main file, it says of itself
 * only the same. One that cannot be read may be there.
 */
async function stateOf(root: Directory, entry: IndexEntry) {
  const { directory, main } = placeOf(root, entry);
  const written = entry.files.find(({ name }) => name === main);
  try {
    const { size, modified } = await directory.stat(main);
    const isSame = written !== undefined && size === written.size && modified === written.modified;
    return { entry, state: isSame ? 'unchanged' : 'there' };
  } catch (error) {
    return { entry, state: isMissing(error) ? 'gone' : 'there' };
  }
}
