/** A file of a checkpoint, as it was written. */
export interface SavedFile {
  name: string;
  /** In bytes. */
  size: number;
  /** In hexadecimal. */
  sha256: string;
  /** Of the file that makes it a checkpoint: when it was last written to, in milliseconds since 1970. */
  modified?: number;
}
