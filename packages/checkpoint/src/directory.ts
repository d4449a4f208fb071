/** One directory of a file system, as far as a checkpoint needs it. */
export interface Directory {
  /** Where it is, for messages. */
  readonly path: string;

  /** Creates the directory, and what is missing above it. */
  create(): Promise<void>;

  /**
   * Writes a file, whole or not at all: under a temporary name, and renamed once every byte is on the disk. It has
   * replaced what had its name, and survives a power cut, when the promise resolves.
   *
   * @param nameOf the file's name, given the SHA-256 of its bytes in hexadecimal
   * @returns the file's name
   */
  write(temporaryName: string, chunks: readonly Uint8Array[], nameOf: (sha256: string) => string): Promise<string>;

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
