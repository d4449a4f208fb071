import { shared } from '@cb/core';
import { type Directory, openDirectory } from '@cb/files';
import { type IndexEntry, readIndex, writeIndex } from '../catalog/checkpoint-index.js';
import { removeCheckpoint } from '../catalog/remove-checkpoint.js';
import { scanForCheckpoints } from '../catalog/scan-for-checkpoints.js';
import { walkDirectories } from '../catalog/walk-directories.js';
import type { Kept } from '../decision/kept.js';
import type { Location } from '../filepath/location.js';
import { describe, weightBytes, weightSpecs } from '../model/model-snapshot.js';
import { MODEL_JSON } from '../tensorflow/file-names.js';
import { saveDirectory } from '../tensorflow/save-directory.js';
import { sweepLeftovers } from '../tensorflow/sweep-directory.js';
import type { CheckpointStore, NewCheckpoint } from './checkpoint-store.js';
import { saveError, UNHARMED } from './save-error.js';

/** Checkpoints as TensorFlow.js directories below one directory, which has an index of them. */
export class FileStore implements CheckpointStore {
  readonly #location: Location;
  readonly #root: Directory;
  readonly #written: IndexEntry[] = [];
  #turn = { last: Promise.resolve() };

  constructor(location: Location) {
    this.#location = location;
    this.#root = openDirectory(location.root);
  }

  async begin(name: string, fit: object): Promise<void> {
    const directory = this.#directory(name);
    try {
      await directory.probe(MODEL_JSON);
    } catch (cause) {
      throw saveError('ModelCheckpoint', directory.path, cause);
    }
    // Several callbacks of a fit may write the same index.
    this.#turn = shared(fit, `index of ${this.#root.path}`, () => ({ last: Promise.resolve() }));
    await sweepLeftovers(this.#root, await this.#root.list().catch(() => []));
    for await (const below of walkDirectories(this.#root, this.#location.levels)) {
      await sweepLeftovers(below.directory, below.names);
    }
  }

  besides(name: string): string {
    return this.#location.besides(name);
  }

  async write({ name, facts, snapshot }: NewCheckpoint): Promise<void> {
    const directory = this.#directory(name);
    const weights = { specs: weightSpecs(snapshot), bytes: weightBytes(snapshot) };
    try {
      const files = await saveDirectory(directory, { description: describe(snapshot), weights });
      this.#written.push({ path: this.#location.relative(name), format: 'tfjs', ...facts, files });
    } catch (cause) {
      throw saveError('ModelCheckpoint', directory.path, cause, UNHARMED);
    }
  }

  async settle(displaced: readonly Kept[], spared: ReadonlySet<string>): Promise<void> {
    const written = this.#written.splice(0);
    if (written.length === 0 && displaced.length === 0) return;
    const settled = this.#turn.last.then(() => this.#settle(written, displaced, spared));
    this.#turn.last = settled.catch(() => {});
    await settled;
  }

  async #settle(written: IndexEntry[], displaced: readonly Kept[], spared: ReadonlySet<string>): Promise<void> {
    const before = (await readIndex(this.#root)) ?? (await scanForCheckpoints(this.#root));
    const obsolete = new Set(written.map(({ path }) => path));
    for (const { name } of displaced) {
      const path = this.#location.relative(name);
      const entry = before.find((one) => one.path === path);
      if (!entry || spared.has(this.#location.path(name))) continue;
      if (await removeCheckpoint(this.#root, entry)) obsolete.add(path);
    }
    try {
      await writeIndex(this.#root, [...before.filter(({ path }) => !obsolete.has(path)), ...written]);
    } catch (cause) {
      throw saveError('ModelCheckpoint', this.#root.path, cause, 'The checkpoint itself is whole. ');
    }
  }

  #directory(name: string): Directory {
    return openDirectory(this.#location.path(name));
  }
}
