import type { CheckpointContent, CheckpointFacts, Displaced, IndexEntry, RemoteWriter } from '@cb/checkpoint/store';
import { inParallel } from './in-parallel.js';
import { attemptOf, keysOf, nameOf, pathFor } from './layout.js';
import type { Manifest } from './manifest/manifest.js';
import type { Change, ManifestLog, Numbered } from './manifest/manifest-log.js';
import type { Bucket } from './opendal/bucket.js';
import { StoreError } from './store-error.js';
import { AT_A_TIME, upload } from './upload.js';

/** One who has begun to write to a directory. */
export interface Writer {
  /** Which of those who write there. */
  name: string;
  /** The number of the manifest that says so. */
  attempt: number;
  /** Of the directory, for messages. */
  url: string;
}

/** Writes the checkpoints of one attempt, one at a time. */
export class StoreWriter implements RemoteWriter {
  readonly #bucket: Bucket;
  readonly #folder: string;
  readonly #log: ManifestLog;
  readonly #writer: Writer;
  #count = 0;
  /** Keys of which it is not known whether a manifest that may still appear names them. */
  #doubtful: string[] = [];

  constructor(bucket: Bucket, folder: string, log: ManifestLog, writer: Writer) {
    this.#bucket = bucket;
    this.#folder = folder;
    this.#log = log;
    this.#writer = writer;
  }

  async write(name: string, content: CheckpointContent, facts: CheckpointFacts): Promise<void> {
    this.#count++;
    const path = pathFor(this.#writer.attempt, this.#count, name);
    const keys: string[] = [];
    let replaced: IndexEntry[] = [];
    try {
      const files = await upload(this.#bucket, this.#folder + path, content, (key) => keys.push(key));
      const entry: IndexEntry = { path, format: content.format, ...facts, files };
      await this.#commit((checkpoints) => {
        replaced = checkpoints.filter((one) => nameOf(one) === name && one.path !== path);
        return [...checkpoints.filter((one) => nameOf(one) !== name), entry];
      });
    } catch (error) {
      this.#doubtful.push(...keys);
      throw error;
    }
    await this.#removeObjects(replaced);
  }

  async remove(displaced: readonly Displaced[], spared: ReadonlySet<string>): Promise<void> {
    const isSpared = (entry: IndexEntry) =>
      [nameOf(entry), `checkpoints/${entry.path}`].some((one) => spared.has(`${this.#writer.url}/${one}`));
    const goes = (entry: IndexEntry) =>
      !isSpared(entry) && displaced.some(({ name, savedAt }) => name === nameOf(entry) && savedAt === entry.savedAt);
    await this.#drop(goes);
  }

  async clear(): Promise<void> {
    await this.#drop(() => true);
  }

  /**
   * Removes what former attempts have left of checkpoints that they did not finish, or did not come to remove. No
   * manifest will ever name it: they cannot commit any more.
   *
   * @param manifest the one with which this attempt began
   */
  async sweep({ writers, checkpoints }: Manifest): Promise<void> {
    const active = new Set(Object.values(writers).map(({ attempt }) => attempt));
    const named = new Set(checkpoints.flatMap((entry) => keysOf(this.#folder, entry)));
    const isLeft = (key: string) => {
      const attempt = attemptOf(key.slice(this.#folder.length));
      return attempt !== undefined && attempt < this.#writer.attempt && !active.has(attempt) && !named.has(key);
    };
    await this.#removeKeys((await this.#bucket.list(this.#folder, true)).filter(isLeft));
  }

  async #drop(goes: (entry: IndexEntry) => boolean): Promise<void> {
    let dropped: IndexEntry[] = [];
    await this.#commit((checkpoints) => {
      dropped = checkpoints.filter(goes);
      return checkpoints.filter((entry) => !goes(entry));
    });
    await this.#removeObjects(dropped);
  }

  /** @throws StoreError if somebody else has begun to write under the name */
  async #commit(change: (checkpoints: readonly IndexEntry[]) => IndexEntry[]): Promise<void> {
    const committed = await this.#log.commit((current) => this.#change(current, change));
    await this.#settleDoubts(committed);
  }

  #change({ writers, checkpoints }: Manifest, change: (checkpoints: readonly IndexEntry[]) => IndexEntry[]): Change {
    const claim = writers[this.#writer.name];
    if (claim?.attempt === this.#writer.attempt) return { writers, checkpoints: change(checkpoints) };
    const who = claim ? `process ${claim.process} of ${claim.host} writes there since ${claim.since}` : OVERWRITTEN;
    throw new StoreError(who, 'Stop one of the two trainings, or give each a path of its own.');
  }

  /** A manifest that could still have appeared under a number that is taken cannot any more. */
  async #settleDoubts({ manifest }: Numbered): Promise<void> {
    const named = new Set(manifest.checkpoints.flatMap((entry) => keysOf(this.#folder, entry)));
    await this.#removeKeys(this.#doubtful.splice(0).filter((key) => !named.has(key)));
  }

  async #removeObjects(entries: readonly IndexEntry[]): Promise<void> {
    for (const entry of entries) {
      // The object that makes it a checkpoint goes first: what is left of a removal that breaks off is none.
      const [main, ...others] = keysOf(this.#folder, entry);
      await this.#removeKeys([main as string]);
      await this.#removeKeys(others);
    }
  }

  /** What cannot be removed is not worth a training: it is named by no manifest. */
  async #removeKeys(keys: readonly string[]): Promise<void> {
    await inParallel(keys, AT_A_TIME, async (key) => {
      await this.#bucket.remove(key).catch((error: StoreError) => {
        console.warn(`objectStore: cannot remove "${this.#bucket.url}/${key}" (${error.message}). ${error.remedy}`);
      });
    });
  }
}

const OVERWRITTEN = 'somebody has removed what says that this training writes there';
