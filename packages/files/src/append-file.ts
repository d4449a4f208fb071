/** A file that only grows. */
export interface AppendFile {
  /** Its absolute path, as errors name it. */
  readonly name: string;

  /** Resolves when all bytes are written. Call it again only then. @throws Error if the file is gone */
  append(bytes: Uint8Array): Promise<void>;

  /** Removes the file. */
  remove(): Promise<void>;
}

/**
 * Makes the name of a new file.
 *
 * @param attempt 0, and one more each time that the name before was taken
 * @param place who is about to write, the name of the computer and the id of the process; and the names that the
 * directory has already, where they are known
 */
export type FileNamer = (attempt: number, place: { host: string; pid: number; names?: readonly string[] }) => string;
