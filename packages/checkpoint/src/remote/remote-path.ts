import type { IndexEntry } from '../catalog/checkpoint-index.js';
import type { CheckpointFacts } from '../catalog/facts.js';
import type { CheckpointContent, StoredContent } from './content.js';

/** Marks a path of a store. Two copies of this package may meet, so it is no class that tells. */
export const REMOTE_PATH: unique symbol = Symbol.for('@cb/checkpoint/remote-path') as never;

/**
 * A path in a store beyond the file system. `ModelCheckpoint` takes one as `filepath`, with replacement fields in its
 * `text`, and `BackupAndRestore` as its directory.
 *
 * What its methods throw is an error whose message is a clause that says what went wrong, with a `remedy`, a sentence.
 */
export interface RemotePath {
  readonly [REMOTE_PATH]: true;
  /** As the user wrote it: names with `/` between them. */
  readonly text: string;
  /** How messages name it. */
  readonly url: string;
  /** The checkpoint of that name. @throws Error, as said, if there is none */
  open(): Promise<StoredContent>;
  /** A directory of checkpoints in the same store, by its path; empty for the uppermost. It need not exist. */
  directory(path: string): RemoteDirectory;
}

/** A directory of checkpoints. */
export interface RemoteDirectory {
  /** How messages name it. */
  readonly url: string;

  /**
   * Begins to write, and finds out whether that is possible. From here on, whoever has begun under the same name before
   * cannot write any more.
   *
   * @param writer which of those who write to the directory it is
   */
  begin(writer: string): Promise<RemoteWriter>;

  /** The checkpoint that was written last; `undefined` if there is none. */
  newest(): Promise<StoredContent | undefined>;
}

/** What is to be removed: the checkpoint of a name, if it was saved then. */
export type Displaced = Pick<IndexEntry, 'savedAt'> & { name: string };

/** A writer of checkpoints, until another one begins under its name. */
export interface RemoteWriter {
  /** Writes a checkpoint, whole or not at all, in place of one of the same name. It stays when the promise resolves. */
  write(name: string, content: CheckpointContent, facts: CheckpointFacts): Promise<void>;

  /** Removes checkpoints. @param spared the names, or URLs, of those that stay. */
  remove(displaced: readonly Displaced[], spared: ReadonlySet<string>): Promise<void>;

  /** Removes every checkpoint of the directory. */
  clear(): Promise<void>;
}

export function isRemotePath(value: unknown): value is RemotePath {
  return (value as Partial<RemotePath> | null | undefined)?.[REMOTE_PATH] === true;
}
