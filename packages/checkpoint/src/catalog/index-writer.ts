import type { Directory, FileStat } from '@cb/files';
import { INDEX_JSON, type IndexEntry, indexText, readIndex, writeEntry } from './checkpoint-index.js';

/**
 * The index of a directory, for one who writes many checkpoints there: it is read again only when somebody else has written
 * it, and of each entry the text is made once.
 */
export class IndexWriter {
  readonly #root: Directory;
  readonly #texts = new WeakMap<IndexEntry, string>();
  #entries: readonly IndexEntry[] | undefined;
  /** Of the file that `#entries` is of. */
  #stat: FileStat | undefined;

  constructor(root: Directory) {
    this.#root = root;
  }

  /** @returns as {@link readIndex} does */
  async read(): Promise<readonly IndexEntry[] | undefined> {
    const stat = await this.#root.stat(INDEX_JSON).catch(() => undefined);
    if (!stat || !this.#stat || !isSame(stat, this.#stat)) {
      this.#entries = await readIndex(this.#root);
      this.#stat = stat;
    }
    return this.#entries;
  }

  async write(entries: readonly IndexEntry[]): Promise<void> {
    const text = indexText(entries.map((entry) => this.#textOf(entry)));
    this.#stat = await this.#root.replaceText(INDEX_JSON, text);
    this.#entries = entries;
  }

  #textOf(entry: IndexEntry): string {
    const text = this.#texts.get(entry) ?? JSON.stringify(writeEntry(entry));
    this.#texts.set(entry, text);
    return text;
  }
}

/** A writer replaces the index by another file. */
function isSame(a: FileStat, b: FileStat): boolean {
  return a.inode === b.inode && a.size === b.size && a.modified === b.modified;
}
