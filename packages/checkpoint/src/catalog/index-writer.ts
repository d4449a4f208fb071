import { type Directory, type FileStat, isMissing } from '@cb/files';
import { INDEX_JSON, type IndexEntry, indexText } from './checkpoint-index.js';
import { type IndexFiles, readIndexFiles } from './index-files.js';
import { changed, type IndexChange, JOURNAL, journalLine, newJournal } from './index-journal.js';

/** Entries from which on an index has a journal: to write fewer takes no longer than to add a line. */
const MANY = 100;

/**
 * The index of a directory, for one who writes many checkpoints there. It is read again only when somebody else has
 * written to it; and once it is large, changes are added to a journal, until that is half as large.
 */
export class IndexWriter {
  readonly #root: Directory;
  #known: IndexFiles | undefined;

  constructor(root: Directory) {
    this.#root = root;
  }

  /** @returns the entries, those written last at the end; `undefined` if the index is missing or damaged */
  async read(): Promise<readonly IndexEntry[] | undefined> {
    if (!(await this.#isCurrent())) this.#known = await readIndexFiles(this.#root);
    return this.#known?.entries;
  }

  /** @param before the entries as {@link read} gave them, or as they were found without an index */
  async change(before: readonly IndexEntry[], change: IndexChange): Promise<void> {
    const known = this.#known;
    // What a failure leaves is read again.
    this.#known = undefined;
    const entries = changed(before, change);
    const journal = known?.journal && (await this.#append(known.index, known.journal, change));
    this.#known = known && journal ? { entries, index: known.index, journal } : await this.#replace(entries, known);
  }

  /** @returns what the journal is then; `undefined` if it is full, or gone */
  async #append(index: FileStat, journal: FileStat, change: IndexChange): Promise<FileStat | undefined> {
    const line = await journalLine(change);
    const size = journal.size + line.length;
    if (size > index.size / 2) return undefined;
    try {
      await this.#root.appender(JOURNAL).append(line);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const after = await this.#statOf(JOURNAL);
    // Where somebody else has added a line too, both are read before the next change.
    return after?.size === size ? after : journal;
  }

  async #replace(entries: readonly IndexEntry[], former: IndexFiles | undefined): Promise<IndexFiles> {
    if (entries.length < MANY) {
      const index = await this.#root.replaceText(INDEX_JSON, await indexText(entries));
      // One that stays does no harm: the index knows of none.
      if (former?.journal) await this.#root.remove(JOURNAL).catch(() => {});
      return { entries, index };
    }
    const id = crypto.randomUUID();
    const index = await this.#root.replaceText(INDEX_JSON, await indexText(entries, id));
    // From here on the journal that is there is that of another index.
    return { entries, index, journal: await this.#root.replaceText(JOURNAL, newJournal(id)) };
  }

  async #isCurrent(): Promise<boolean> {
    if (!this.#known) return false;
    const { index, journal } = this.#known;
    if (!isSame(await this.#statOf(INDEX_JSON), index)) return false;
    return !journal || isSame(await this.#statOf(JOURNAL), journal);
  }

  #statOf(name: string): Promise<FileStat | undefined> {
    return this.#root.stat(name).catch(() => undefined);
  }
}

/** A writer replaces a file by another one, or adds to it. */
function isSame(a: FileStat | undefined, b: FileStat): boolean {
  return a !== undefined && a.inode === b.inode && a.size === b.size && a.modified === b.modified;
}
