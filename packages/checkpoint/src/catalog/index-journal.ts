import { isAsSealed, sealed } from '../model/seal.js';
import { type IndexEntry, readEntry, writeEntry } from './checkpoint-index.js';

/**
 * The file to which changes of a large index are added, so that a save writes as little beside many checkpoints as
 * beside few. It says of which index it is: that of another one counts for nothing.
 */
export const JOURNAL = 'checkpoints.jsonl';

/** What becomes of an index when something was saved. */
export interface IndexChange {
  /** The paths of entries that are no more, also of those that are replaced. */
  obsolete: ReadonlySet<string>;
  written: readonly IndexEntry[];
}

/** The entries after a change. */
export function changed(entries: readonly IndexEntry[], { obsolete, written }: IndexChange): IndexEntry[] {
  return [...entries.filter(({ path }) => !obsolete.has(path)), ...written];
}

/** A journal without changes. @param id what the index knows it by */
export function newJournal(id: string): string {
  return JSON.stringify({ journal: id });
}

/**
 * A change as a line of a journal. It ends the line before, which a writer that was killed may have left half written.
 */
export async function journalLine({ obsolete, written }: IndexChange): Promise<Uint8Array> {
  const change = { obsolete: [...obsolete], written: written.map(writeEntry) };
  return new TextEncoder().encode(`\n${await sealed(JSON.stringify(change))}`);
}

/**
 * The entries after all changes of a journal. A line that is not whole is of a writer that was killed, one that is not
 * as it was written is damaged: neither counts.
 *
 * @returns `undefined` if it is the journal of another index
 */
export async function withChanges(
  entries: readonly IndexEntry[],
  id: string,
  journal: string,
): Promise<IndexEntry[] | undefined> {
  const [head, ...lines] = journal.split('\n');
  if (head !== newJournal(id)) return undefined;
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { obsolete, written } of await Promise.all(lines.map(readChange))) {
    for (const path of obsolete) byPath.delete(path);
    for (const entry of written) byPath.set(entry.path, entry);
  }
  return [...byPath.values()];
}

async function readChange(line: string): Promise<IndexChange> {
  try {
    if (!(await isAsSealed(line))) throw new Error('the line is not as it was written');
    const { obsolete, written } = JSON.parse(line);
    return { obsolete: new Set(obsolete), written: written.map(readEntry) };
  } catch {
    return { obsolete: new Set(), written: [] };
  }
}
