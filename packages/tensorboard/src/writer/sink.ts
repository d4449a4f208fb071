import type { FileNamer } from '@cb/files';

/** A file that only grows. */
export interface SinkFile {
  /** As errors name it. */
  readonly name: string;

  /** Resolves when the bytes are written. The next call comes only then. */
  append(bytes: Uint8Array): Promise<void>;

  /** Is called once, after the last `append`. */
  close?(): Promise<void>;

  /** Is called in place of `close` when nothing could be written to the file, which may go then. */
  remove?(): Promise<void>;
}

/** A place that writers make their files in. */
export interface Sink {
  /**
   * What stands for the place in errors, the same for every sink that leads there: of two writers of one process with
   * one location, the later takes over. Without it there is no such check.
   */
  readonly location?: string;

  /**
   * Makes a new file to append to.
   *
   * @param nameOf makes its name, and is asked again, with the next `attempt`, as long as the name is taken
   */
  open(nameOf: FileNamer): Promise<SinkFile>;

  /** Writes a whole file, in place of one that has the name. Without it there is no `embedding()`. */
  writeFile?(name: string, bytes: Uint8Array): Promise<void>;

  /** A directory in this place. Without it a file in a directory is a name with `/`. */
  child?(name: string): Sink;
}

/** A directory in the place of another sink. */
export function subdirectory(sink: Sink, name: string): Sink {
  const { location, writeFile } = sink;
  if (sink.child) return sink.child(name);
  return {
    ...(location !== undefined && { location: `${location}/${name}` }),
    ...(writeFile && { writeFile: (file, bytes) => writeFile.call(sink, `${name}/${file}`, bytes) }),
    open: (nameOf) => sink.open((attempt, writer) => `${name}/${nameOf(attempt, writer)}`),
  };
}
