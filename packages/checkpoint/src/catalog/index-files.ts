import type { Directory, FileStat } from '@cb/files';
import { INDEX_JSON, type IndexEntry, parseIndex } from './checkpoint-index.js';
import { JOURNAL, withChanges } from './index-journal.js';

const LARGEST = 64 * 1024 * 1024;

/** What an index says, and what its files were before they were read. */
export interface IndexFiles {
  /** Those written last at the end. */
  entries: readonly IndexEntry[];
  index: FileStat;
  journal?: FileStat;
}

/** @returns the entries, those written last at the end; `undefined` if the index is missing or damaged */
export async function readIndex(root: Directory): Promise<readonly IndexEntry[] | undefined> {
  return (await readIndexFiles(root))?.entries;
}

/** @returns `undefined` if the index is missing or damaged; without its journal it is what it was before the changes */
export async function readIndexFiles(root: Directory): Promise<IndexFiles | undefined> {
  try {
    const { stat: index, text } = await read(root, INDEX_JSON);
    const { entries, journal: id } = await parseIndex(text);
    const journal = id === undefined ? undefined : await read(root, JOURNAL).catch(() => undefined);
    const changed = journal && (await withChanges(entries, id as string, journal.text));
    return changed ? { entries: changed, index, journal: journal.stat } : { entries, index };
  } catch {
    return undefined;
  }
}

/** What is no file, or a link to one elsewhere, is not read. */
async function read(root: Directory, name: string): Promise<{ stat: FileStat; text: string }> {
  const stat = await root.stat(name);
  return { stat, text: await root.readText(name, LARGEST) };
}
