/** Where the bytes of one event file go. */
export interface Sink {
  /** The file, as errors name it. */
  readonly name: string;

  /** Resolves when all bytes are written. It is not called again before that. */
  append(bytes: Uint8Array): Promise<void>;
}
