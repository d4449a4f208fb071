import { type BestOptions, decodeContent, type IndexEntry, ranked, readRanking } from '@cb/checkpoint/store';
import { show } from '@cb/core/monitor';
import { folderOf } from './layout.js';
import { ObjectPath } from './object-path.js';
import { Bucket } from './opendal/bucket.js';
import { type ObjectStoreRules, readRules } from './rules.js';
import type { StoreDirectory } from './store-directory.js';
import { StoreError } from './store-error.js';

/**
 * Opens an object store. Nothing is sent before it is used: wrong options, credentials or addresses are an error when
 * training begins, or something is loaded.
 *
 * @example
 * ```ts
 * const store = objectStore('s3', { bucket: 'models', region: 'eu-central-1' });
 * const best = new ModelCheckpoint(store.at('runs/7/{epoch:02d}-{val_loss:.2f}'), { saveTopK: 3 });
 * const backup = new BackupAndRestore(store.at('runs/7/backup'), { callbacks: [best] });
 * const { initialEpoch } = await backup.restore(model);
 * await model.fit(xs, ys, { initialEpoch, epochs: 100, validationSplit: 0.2, callbacks: [best, backup] });
 * ```
 *
 * @param scheme which kind of store, as OpenDAL calls it: `s3`, `gcs`, `azblob` and many more
 * @param options OpenDAL's for that kind. Credentials that are not among them are looked for as that store's own tools
 * do.
 *
 * @throws TypeError or RangeError for what cannot be options
 */
export function objectStore(
  scheme: string,
  options: Readonly<Record<string, string>>,
  rules?: ObjectStoreRules,
): ObjectStore {
  if (typeof scheme !== 'string' || scheme === '') {
    throw new TypeError(`objectStore: the scheme is ${show(scheme)}. Pass one of OpenDAL's, such as 's3'.`);
  }
  return new ObjectStore(new Bucket(scheme, readOptions(options), readRules(rules)));
}

/** Checkpoints in an object store. */
export class ObjectStore {
  readonly #bucket: Bucket;

  /** @internal */
  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /**
   * A path in the store.
   *
   * @param path names with `/` between them; as `filepath` of a ModelCheckpoint with replacement fields
   * @throws TypeError or RangeError for what is no path
   */
  at(path: string): ObjectPath {
    return new ObjectPath(this.#bucket, checkedPath('path', path));
  }

  /**
   * The checkpoint of a directory that was written last and is whole: its objects are read and compared with what was
   * written. One that is damaged is passed over, with a warning.
   *
   * @param dir the directory of all checkpoints: what stands before the `/` that is the last one before the first
   * replacement field of a ModelCheckpoint's path
   * @returns what to load; `undefined` if there is none
   * @throws Error if the store does not answer
   */
  async latestCheckpoint(dir: string): Promise<ObjectPath | undefined> {
    return this.#firstWhole('latestCheckpoint', dir, (entries) => [...entries].reverse());
  }

  /**
   * The checkpoint of a directory whose metric is best and that is whole, the earlier of two that are equal. One that
   * is damaged is passed over, with a warning; one whose metric is missing or NaN is never the best.
   *
   * @param dir as for {@link latestCheckpoint}
   * @returns what to load; `undefined` if there is none
   * @throws RangeError if there are checkpoints, and neither they nor the options say which metric to go by
   */
  async bestCheckpoint(dir: string, options?: BestOptions): Promise<ObjectPath | undefined> {
    const rankingOf = readRanking(options);
    return this.#firstWhole('bestCheckpoint', dir, (entries, url) =>
      entries.length === 0 ? [] : ranked(entries, rankingOf(entries, url)),
    );
  }

  async #firstWhole(
    owner: string,
    dir: string,
    order: (entries: readonly IndexEntry[], url: string) => IndexEntry[],
  ): Promise<ObjectPath | undefined> {
    const path = dir === '' ? '' : checkedPath('directory', dir);
    const directory = new ObjectPath(this.#bucket, path).directory(path);
    for (const { path: below } of order(await entriesOf(owner, directory), directory.url)) {
      const found = this.at(folderOf(path) + below);
      try {
        await decodeContent(await found.open());
        return found;
      } catch (error) {
        // A store that does not answer says nothing about the checkpoint.
        if (error instanceof StoreError) throw cannotRead(owner, found.url, error);
        console.warn(`${owner}: passes over "${found.url}", which is damaged: ${(error as Error).message}.`);
      }
    }
    return undefined;
  }
}

async function entriesOf(owner: string, directory: StoreDirectory): Promise<readonly IndexEntry[]> {
  try {
    return await directory.checkpoints();
  } catch (cause) {
    throw cannotRead(owner, directory.url, cause as StoreError);
  }
}

function cannotRead(owner: string, url: string, cause: StoreError): Error {
  return new Error(`${owner}: cannot read "${url}" (${cause.message}). ${cause.remedy}`, { cause });
}

function readOptions(options: unknown): Readonly<Record<string, string>> {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`objectStore: the options are ${show(options)}. Pass an object, such as { bucket: 'models' }.`);
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (typeof value === 'string') continue;
    // The value may be a secret.
    throw new TypeError(`objectStore: option \`${name}\` is a ${typeof value}. Pass a string, as OpenDAL takes it.`);
  }
  return Object.fromEntries(given);
}

function checkedPath(what: string, path: unknown): string {
  const refuse = (kind: ErrorConstructor) =>
    new kind(`objectStore: the ${what} is ${show(path)}. Pass names with / between them, such as 'runs/7'.`);
  if (typeof path !== 'string') throw refuse(TypeError);
  if (path.split('/').some((segment) => ['', '.', '..'].includes(segment))) throw refuse(RangeError);
  return path;
}
