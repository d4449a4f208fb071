import { decodeContent, type IndexEntry, REMOTE_PATH, type RemotePath, type StoredContent } from '@cb/checkpoint/store';
import type { io } from '@tensorflow/tfjs-core';
import { nameOf } from './layout.js';
import type { Bucket } from './opendal/bucket.js';
import { StoreDirectory } from './store-directory.js';
import { StoreError } from './store-error.js';

/**
 * A path in an object store: for `ModelCheckpoint` and `BackupAndRestore` where to write, for `loadModel`,
 * `loadWeights` and TensorFlow.js itself what to load.
 */
export class ObjectPath implements RemotePath, io.IOHandler {
  readonly [REMOTE_PATH] = true;
  readonly text: string;
  readonly url: string;
  readonly #bucket: Bucket;

  constructor(bucket: Bucket, text: string) {
    this.text = text;
    this.url = `${bucket.url}/${text}`;
    this.#bucket = bucket;
  }

  directory(path: string): StoreDirectory {
    return new StoreDirectory(this.#bucket, path);
  }

  /**
   * Loads the checkpoint of that name, every byte compared with what was written.
   *
   * @throws Error if there is none, if it is damaged, or if the store does not answer
   */
  async load(): Promise<io.ModelArtifacts> {
    try {
      const { artifacts, leftOut } = await decodeContent(await this.open());
      for (const what of leftOut) console.warn(`objectStore: "${this.url}": ${what}`);
      return artifacts;
    } catch (cause) {
      const { message, remedy = 'Load another checkpoint.' } = cause as Error & { remedy?: string };
      throw new Error(`objectStore: cannot load "${this.url}" (${message}). ${remedy}`, { cause });
    }
  }

  /**
   * For `loadModel` and `loadWeights`. A name may have `/` in it: the nearest directory that knows it is meant.
   *
   * @internal
   */
  async open(): Promise<StoredContent> {
    const segments = this.text.split('/');
    for (let depth = segments.length - 1; depth >= 0; depth--) {
      const name = segments.slice(depth).join('/');
      const isIt = (entry: IndexEntry) => nameOf(entry) === name || `checkpoints/${entry.path}` === name;
      const directory = this.directory(segments.slice(0, depth).join('/'));
      const stored = await directory.open((checkpoints) => [...checkpoints].reverse().find(isIt));
      if (stored) return stored;
    }
    throw new StoreError('there is no such checkpoint', 'Pass the name of one, or use latestCheckpoint().');
  }
}
