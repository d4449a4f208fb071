import { type Appender, type Directory, isMissing } from '@cb/files';
import type { LogPlace } from './log-place.js';
import { Table } from './table.js';

/** The file of a log. A row is added at its end; where that is not enough, the file is replaced as a whole. */
export class LogFile {
  readonly #directory: Directory;
  readonly #name: string;
  readonly #separator: string;
  readonly #encoder = new TextEncoder();
  readonly #appender: Appender;
  readonly #goesOn: (work: Promise<void>) => void;
  #table: Table;
  /** The bytes that are to be in the file; `undefined` when it is to be replaced, whatever it holds. */
  #size: number | undefined;
  /** The file holds what the table does, and not the same rows in another form. */
  #isCurrent = false;
  /** Rows are missing in the file, because it could not be written. */
  #isBehind = false;
  /** Brings rows to the disk. */
  #syncing: Promise<void> | undefined;

  /** @param goesOn gets the work that goes on when a row is in the file: to bring it to the disk */
  constructor({ directory, name }: LogPlace, separator: string, goesOn: (work: Promise<void>) => void) {
    this.#directory = directory;
    this.#name = name;
    this.#separator = separator;
    this.#appender = directory.appender(name);
    this.#goesOn = goesOn;
    this.#table = new Table(separator);
  }

  /** The rows that the file has, or is to have. */
  get table(): Table {
    return this.#table;
  }

  /**
   * Forgets all rows, and finds out whether the file can be written, without harm to it.
   *
   * @returns whether it is there
   * @throws Error if it cannot be written, or is no file
   */
  async begin(): Promise<boolean> {
    this.#table = new Table(this.#separator);
    this.#size = undefined;
    this.#isBehind = false;
    const exists = await this.#exists();
    await this.#directory.probe(this.#name);
    // To replace a file takes no right to write to it, and one that is read-only is meant to stay.
    if (exists) await this.#appender.append(new Uint8Array());
    return exists;
  }

  /** Goes on from the rows that the file has, if it is there. @throws Error if it is no log */
  async goOn(): Promise<void> {
    if (!(await this.#exists())) return;
    const { size } = await this.#directory.stat(this.#name);
    const text = await this.#directory.readText(this.#name);
    this.#table = Table.parse(text, this.#separator);
    this.#size = size;
    this.#isCurrent = this.#table.toString() === text;
  }

  /**
   * Sets the row of an epoch, in place of those of this epoch and of later ones. It is in the file when this is over,
   * and survives the end of the process. When this or what brings it to the disk fails, the next call writes the whole
   * log.
   *
   * @returns a promise where the file is replaced as a whole
   * @throws Error if the file cannot be written, or somebody else has changed it, who then is not overwritten
   */
  put(epoch: number, cells: ReadonlyMap<string, string>): void | Promise<void> {
    return this.#write(this.#table.put(epoch, cells) && this.#isCurrent);
  }

  /** Writes the rows that the file lacks because `put` has failed, if there are any. @throws Error as `put` */
  async catchUp(): Promise<void> {
    if (this.#isBehind) await this.#write(false);
  }

  /** @param isLine nothing but the last line of the table is new */
  #write(isLine: boolean): void | Promise<void> {
    const size = this.#size;
    this.#size = undefined;
    this.#isBehind = true;
    if (size !== undefined) this.#expect(size);
    if (!isLine || size === undefined) return this.#replace();
    const line = this.#encoder.encode(this.#table.lastLine);
    this.#follow(this.#appender.append(line));
    this.#holdsAll(size + line.length);
  }

  async #replace(): Promise<void> {
    await this.#directory.create();
    const text = this.#encoder.encode(this.#table.toString());
    this.#holdsAll((await this.#directory.replace(this.#name, [text])).size);
  }

  #holdsAll(size: number): void {
    this.#size = size;
    this.#isCurrent = true;
    this.#isBehind = false;
  }

  async #exists(): Promise<boolean> {
    try {
      await this.#directory.stat(this.#name);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  #expect(size: number): void {
    const found = this.#appender.size();
    if (found === size) return;
    throw new Error(`somebody else has changed it: it has ${found} bytes, and ${size} were left in it`);
  }

  #follow(syncing: Promise<void>): void {
    if (syncing === this.#syncing) return;
    this.#syncing = syncing;
    const failed = (cause: unknown) => {
      this.#size = undefined;
      this.#isBehind = true;
      throw cause;
    };
    this.#goesOn(syncing.catch(failed));
  }
}
