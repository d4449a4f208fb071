/** A file that is whole and on the disk, under a name that nobody looks for. */
export interface Staged {
  temporary: string;
  /** Of its bytes, in hexadecimal. */
  sha256: string;
}

/** One directory of a file system, as far as a checkpoint needs it. */
export interface Directory {
  /** Where it is, for messages. */
  readonly path: string;

  /**
   * Creates the directory, and what is missing above it.
   *
   * @returns what removes again, as far as it is empty, what was created
   */
  create(): Promise<() => Promise<void>>;

  /** Writes to the directory, or to the nearest above it that exists, and leaves nothing. @throws what a save would */
  probe(): Promise<void>;

  /** Writes a file under a temporary name, which begins with `name` and tells the process that writes it. */
  stage(name: string, chunks: readonly Uint8Array[]): Promise<Staged>;

  /** Gives a file its name, replacing what had it. The name survives a power cut when the promise resolves. */
  rename(temporary: string, name: string): Promise<void>;

  /** Whether a file is a temporary one: of a writer at work, or abandoned by one that is no more. */
  staged(name: string): Promise<'no' | 'active' | 'abandoned'>;

  /** The text of a file. */
  readText(name: string): Promise<string>;

  /** The size, in bytes, of a file that may not lie outside the directory, not even by a symbolic link. */
  size(name: string): Promise<number>;

  /**
   * Fills `target` from the beginning of a file that may not lie outside the directory.
   *
   * @returns the SHA-256 of what was read, in hexadecimal
   */
  read(name: string, target: Uint8Array): Promise<string>;

  list(): Promise<string[]>;

  remove(name: string): Promise<void>;
}
