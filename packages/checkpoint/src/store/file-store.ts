import { shared } from '@cb/core';
import { type Directory, openDirectory } from '@cb/files';
import type { CheckpointFormat, IndexEntry } from '../catalog/checkpoint-index.js';
import { type CheckpointPlace, placeOf } from '../catalog/checkpoint-place.js';
import { IndexWriter } from '../catalog/index-writer.js';
import { removeCheckpoint } from '../catalog/remove-checkpoint.js';
import { scanForCheckpoints } from '../catalog/scan-for-checkpoints.js';
import { type Stop, walkDirectories } from '../catalog/walk-directories.js';
import type { Kept } from '../decision/kept.js';
import type { Location } from '../filepath/location.js';
import { openFor } from '../filepath/open-path.js';
import { endingOf, formatOf } from '../keras/format.js';
import { sweepLeftovers, sweepTemporaries } from '../tensorflow/sweep-directory.js';
import type { Beginning, CheckpointStore, NewCheckpoint } from './checkpoint-store.js';
import { refuseModel } from './refuse-model.js';
import { saveCheckpoint } from './save-checkpoint.js';
import { refusePlace, saveError, UNHARMED } from './save-error.js';

const ELSEWHERE = "Pass a function as `filepath`, such as (name) => 'indexeddb://' + name, or train in Node.js.";

/** Whose turn it is to change an index. Several callbacks of a fit may share one. */
interface Turn {
  index: IndexWriter;
  last: Promise<void>;
}

/** Checkpoints as directories of TensorFlow.js or files of Keras below one directory, which has an index of them. */
export class FileStore implements CheckpointStore {
  readonly #location: Location;
  readonly #format: CheckpointFormat;
  readonly #root: Directory;
  readonly #written: IndexEntry[] = [];
  /** What is removed of former checkpoints while the index is written. */
  readonly #removals: Promise<void>[] = [];
  #turn: Turn;
  #topology: object | undefined;
  #warn: (sentence: string) => void = console.warn;

  constructor(location: Location, format: CheckpointFormat) {
    this.#location = location;
    this.#format = format;
    this.#root = openFor('ModelCheckpoint', location.root, ELSEWHERE);
    this.#turn = newTurn(this.#root);
  }

  async begin({ name, model, weightsOnly, fit, warn }: Beginning): Promise<void> {
    this.#warn = warn;
    this.#topology = refuseModel('ModelCheckpoint', this.#format, model, weightsOnly);
    await refusePlace('ModelCheckpoint', this.#location.path(name), this.#place(name));
    this.#turn = shared(fit, `index of ${this.#root.path}`, () => newTurn(this.#root));
    for await (const { directory, names } of this.#ownDirectories(name)) {
      await (this.#format === 'tfjs' ? sweepLeftovers(directory, names) : sweepTemporaries(directory, names));
    }
  }

  besides(name: string): string {
    return this.#location.besides(name);
  }

  async write({ name, facts, snapshot }: NewCheckpoint): Promise<void> {
    const path = this.#location.relative(name);
    try {
      if ((formatOf(name) ?? 'tfjs') !== this.#format)
        throw new Error(`it ends in ${endingOf(name)}, unlike \`filepath\``);
      const place = this.#place(name);
      const { files, leftOut } = await saveCheckpoint(place, this.#format, snapshot, this.#topology, this.#removals);
      for (const what of leftOut) this.#warn(what);
      this.#written.push({ path, format: this.#format, ...facts, files });
    } catch (cause) {
      throw saveError('ModelCheckpoint', this.#location.path(name), cause, UNHARMED);
    }
  }

  async settle(displaced: readonly Kept[], spared: ReadonlySet<string>): Promise<void> {
    const written = this.#written.splice(0);
    if (written.length === 0 && displaced.length === 0) return;
    const turn = this.#turn;
    const settled = turn.last.then(() => this.#settle(turn.index, written, displaced, spared));
    turn.last = settled.catch(() => {});
    await Promise.allSettled([settled, ...this.#removals.splice(0)]);
    await settled;
  }

  async #settle(
    index: IndexWriter,
    written: IndexEntry[],
    displaced: readonly Kept[],
    spared: ReadonlySet<string>,
  ): Promise<void> {
    const before = (await index.read()) ?? (await scanForCheckpoints(this.#root, new Set(), this.#levels));
    const obsolete = new Set(written.map(({ path }) => path));
    for (const { name, savedAt } of displaced) {
      const path = this.#location.relative(name);
      const entry = before.find((one) => one.path === path && one.savedAt === savedAt);
      if (!entry || spared.has(this.#location.path(name))) continue;
      if (await removeCheckpoint(this.#root, entry)) obsolete.add(path);
    }
    try {
      await index.change(before, { obsolete, written });
    } catch (cause) {
      throw saveError('ModelCheckpoint', this.#root.path, cause, 'The checkpoint itself is whole. ');
    }
  }

  /** How deep below the root a save of this callback may have made directories. */
  get #levels(): number {
    return this.#location.levels - (this.#format === 'tfjs' ? 0 : 1);
  }

  /** Where a save of this callback may have left something. What lies beside a name without fields is not of it. */
  async *#ownDirectories(name: string): AsyncGenerator<Stop> {
    if (!this.#location.isFixed) {
      yield* walkDirectories(this.#root, this.#levels);
      return;
    }
    const names = [name, this.besides('last'), this.besides('interrupted')];
    const paths = new Set([this.#root.path, ...names.map((one) => this.#place(one).directory.path)]);
    for (const path of paths) yield* walkDirectories(openDirectory(path), 0);
  }

  #place(name: string): CheckpointPlace {
    return placeOf(this.#root, { path: this.#location.relative(name), format: this.#format });
  }
}

function newTurn(root: Directory): Turn {
  return { index: new IndexWriter(root), last: Promise.resolve() };
}
