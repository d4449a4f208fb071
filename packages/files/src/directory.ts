/**
 * What a file is to hold, in order. A chunk is written before the next one is asked for, so its memory may be reused.
 */
export type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** What is known of a file without reading it. */
export interface FileStat {
  /** In bytes. */
  size: number;
  /** When it was last written to, in milliseconds since 1970. */
  modified: number;
  /** Two files that are there at once have different ones. */
  inode: number;
}

/** A file that is whole and on the disk, under a name that nobody looks for. */
export interface Staged extends FileStat {
  temporary: string;
  /** Of the bytes that the file holds, in hexadecimal. */
  sha256: string;
}

/** What a directory lists. */
export interface DirectoryEntry {
  name: string;
  /** Whether it is a file for sure. A link is not, whatever it leads to. */
  isFile: boolean;
}

/** Adds small pieces to the end of a file that is there. Once all is on the disk, nothing of it is open. */
export interface Appender {
  /** The bytes that the file has, whoever has written them. @throws Error if it is gone */
  size(): number;

  /**
   * Hands a piece to the system at once: it survives the end of the process when the call returns. No turn of the event
   * loop is taken, so while a slow disk answers all of the process waits.
   *
   * @returns resolves when the piece and all before it are on the disk. One `fsync` runs at a time, and as long as
   * there is more to bring to the disk it is the same promise.
   * @throws Error if the file is gone or cannot be written: then a part of the piece may be in it
   */
  append(bytes: Uint8Array): Promise<void>;
}

/** One directory of a file system. Methods take names of files in it; a path with `/` may lead to one below. */
export interface Directory {
  /** Its absolute path, for messages. */
  readonly path: string;

  /**
   * Creates the directory, and what is missing above it.
   *
   * @returns what removes again, as far as it is empty, what was created
   * @throws Error with the code `EEXIST`, and the `path` of a file that is in the way
   */
  create(): Promise<() => Promise<void>>;

  /**
   * Writes to the directory, or to the nearest above it that exists, and leaves nothing: nor what others have left of
   * files of that name who were killed.
   *
   * @param name the file that is to be written later, which an error then names
   * @throws what {@link create} or {@link stage} would
   */
  probe(name?: string): Promise<void>;

  /**
   * Writes a file under a temporary name, which begins with `name` and tells the process that writes it. It is on the
   * disk when the promise resolves; when the chunks or the disk fail, nothing is left.
   */
  stage(name: string, chunks: Chunks): Promise<Staged>;

  /**
   * Gives a file its name, replacing what had it. The name survives a power cut when the promise resolves.
   *
   * @throws Error, with `isInPlace` if the file has its name, and only a power cut could undo that
   */
  rename(temporary: string, name: string): Promise<void>;

  /** {@link stage} and {@link rename}: at any moment the name stands for the whole old file or the whole new one. */
  replace(name: string, chunks: Chunks): Promise<Staged>;

  /** The same for a text of which nobody will compare the digest: none is taken. */
  replaceText(name: string, text: string): Promise<FileStat>;

  /** What adds to the end of a file. One for each file: two know nothing of each other. */
  appender(name: string): Appender;

  /** Whether a file is a temporary one: of a writer at work, or abandoned by one that is no more. */
  staged(name: string): Promise<'no' | 'active' | 'abandoned'>;

  /**
   * The text of a file.
   *
   * @param limit the most bytes to read; a larger file is an error
   */
  readText(name: string, limit?: number): Promise<string>;

  /** What is known of a file that may not lie outside the directory, not even by a symbolic link. */
  stat(name: string): Promise<FileStat>;

  /**
   * Fills `target` from the beginning of a file that may not lie outside the directory.
   *
   * @returns the SHA-256 of what was read, in hexadecimal
   */
  read(name: string, target: Uint8Array): Promise<string>;

  /** The SHA-256, in hexadecimal, and the size of a file that may not lie outside the directory; a piece at a time. */
  digest(name: string): Promise<{ sha256: string; size: number }>;

  list(): Promise<string[]>;

  entries(): Promise<DirectoryEntry[]>;

  /** Removes a file, if it is there. A power cut may bring it back, until `sync`. */
  remove(name: string): Promise<void>;

  /** Resolves when what was removed stays removed, also after a power cut. */
  sync(): Promise<void>;

  /** A directory below, which need not exist. @throws RangeError for what is not one name */
  child(name: string): Directory;

  /** The directory that holds this one, and the name it has there. */
  above(): { directory: Directory; name: string };

  /** Removes the directory itself. @returns whether it was there and empty */
  removeIfEmpty(): Promise<boolean>;
}
