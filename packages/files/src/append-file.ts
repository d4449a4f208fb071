/** A file that only grows. */
export interface AppendFile {
  /** Its absolute path, as errors name it. */
  readonly name: string;

  /** Resolves when all bytes are written. Call it again only then. @throws Error if the file is gone */
  append(bytes: Uint8Array): Promise<void>;
}

/**
 * Makes the name of a new file.
 *
 * @param attempt 0, and one more each time that the name before was taken
 * @param writer who is about to write: the name of the computer and the id of the process
 */
export type FileNamer = (attempt: number, writer: { host: string; pid: number }) => string;
