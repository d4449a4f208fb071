import type { IndexEntry, RemoteDirectory, RemoteWriter, StoredContent } from '@cb/checkpoint/store';
import { whereabouts } from '#node';
import { download } from './download.js';
import { folderOf } from './layout.js';
import { ManifestLog } from './manifest/manifest-log.js';
import type { Bucket } from './opendal/bucket.js';
import { StoreWriter } from './store-writer.js';

/** A directory of checkpoints in a store. */
export class StoreDirectory implements RemoteDirectory {
  readonly url: string;
  readonly #bucket: Bucket;
  readonly #folder: string;
  readonly #log: ManifestLog;

  /** @param path empty for the uppermost */
  constructor(bucket: Bucket, path: string) {
    this.url = path === '' ? bucket.url : `${bucket.url}/${path}`;
    this.#bucket = bucket;
    this.#folder = folderOf(path);
    this.#log = new ManifestLog(bucket, this.#folder);
  }

  async begin(name: string): Promise<RemoteWriter> {
    await this.#bucket.refuseUnconditional();
    const who = { ...whereabouts(), since: new Date().toISOString() };
    const { number, manifest } = await this.#log.begin(({ writers, checkpoints }, attempt) => {
      return { writers: { ...writers, [name]: { attempt, ...who } }, checkpoints };
    });
    const writer = new StoreWriter(this.#bucket, this.#folder, this.#log, { name, attempt: number, url: this.url });
    await writer.sweep(manifest);
    return writer;
  }

  newest(): Promise<StoredContent | undefined> {
    return this.open((checkpoints) => checkpoints.at(-1));
  }

  /** The checkpoints that there are, those written last at the end. */
  async checkpoints(): Promise<readonly IndexEntry[]> {
    return (await this.#log.newest()).manifest.checkpoints;
  }

  /**
   * Opens the checkpoint that is chosen from those that there are. One that is replaced, or removed, while it is opened
   * is chosen again.
   */
  async open(
    choose: (checkpoints: readonly IndexEntry[]) => IndexEntry | undefined,
  ): Promise<StoredContent | undefined> {
    for (let entry = choose(await this.checkpoints()); entry; ) {
      try {
        return await download(this.#bucket, this.#folder + entry.path, entry);
      } catch (error) {
        const newer = choose(await this.checkpoints());
        if (newer?.path === entry.path) throw error;
        entry = newer;
      }
    }
    return undefined;
  }
}
