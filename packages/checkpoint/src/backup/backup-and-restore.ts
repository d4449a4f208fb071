import { Callback, OptionReader, optionError, show } from '@cb/core';
import { localPath } from '@cb/files';
import { openFor } from '../filepath/open-path.js';
import { RemoteBackup } from '../remote/remote-backup.js';
import { isRemotePath, type RemotePath } from '../remote/remote-path.js';
import { applyBackup, findBackup, type Place, readBackup, snapshotForBackup, type TrainedModel } from './backup.js';
import { type BackupPlace, DirectoryPlace } from './backup-place.js';

export interface BackupAndRestoreOptions {
  /**
   * `'epoch'`: a backup whenever an epoch begins. A number: after that many batches too; going on from such a backup,
   * `fit` runs the epoch again as a whole, and a loop that can begin within an epoch goes on after the batch.
   * @defaultValue `'epoch'`
   */
  saveFreq?: 'epoch' | number | undefined;

  /**
   * The callbacks of the fit whose state goes along, always in this order. Hand them to `fit` too.
   * @defaultValue none
   */
  callbacks?: readonly Callback[] | undefined;

  /**
   * Remove the backup when training ends. Otherwise it is brought up to date, so that training can be extended: with
   * the same bits, if this callback stands before those that put weights back when training ends.
   * @defaultValue `true`
   */
  deleteCheckpoint?: boolean | undefined;
}

/**
 * Keeps a backup of a training, so that a run that was killed goes on from the epoch in which it was killed, with the
 * same bits: weights, the state of the optimizer, its learning rate, and the state of other callbacks, best weights
 * included.
 *
 * A backup is taken when an epoch begins, once every callback has finished the epoch before. It is whole or absent, and
 * the one before stays until the new one is on the disk. A training that begins anew replaces the backup that is there,
 * with a warning.
 *
 * @example
 * ```ts
 * const stopping = new EarlyStopping({ patience: 3 });
 * const backup = new BackupAndRestore('backup', { callbacks: [stopping] });
 * const { initialEpoch } = await backup.restore(model);
 * await model.fit(xs, ys, { initialEpoch, epochs: 100, shuffle: false, callbacks: [stopping, backup] });
 * ```
 *
 * @throws TypeError or RangeError for a wrong option
 * @throws Error in `onTrainBegin` if nothing can be written to the directory, or if it holds a model that is no backup;
 * from the hooks if a backup fails
 *
 * @see keras/src/callbacks/backup_and_restore.py in Keras 3.15.1; differences are listed in the README
 */
export class BackupAndRestore extends Callback {
  readonly #backups: BackupPlace;
  readonly #callbacks: readonly Callback[];
  readonly #batches: number;
  readonly #deletes: boolean;
  #place: Place = { epoch: 0, batches: 0 };
  #batchesSince = 0;
  /** The backup that is there was restored or taken by this instance. */
  #isKnown = false;
  /** What `restore` gave, until training begins. */
  #restored: Place | undefined;

  /** @param dir a directory of its own, as a path or `file://` URL, or a path in a store; it need not exist */
  constructor(dir: string | RemotePath, options?: BackupAndRestoreOptions) {
    super();
    this.#backups = isRemotePath(dir) ? new RemoteBackup(dir) : directoryOf(dir);
    const read = new OptionReader('BackupAndRestore', options, '{ saveFreq: 100 }');
    const meaning = 'a whole number of batches, 1 or more';
    const freq = read.wordOrWhole('saveFreq', 'epoch', ['epoch'], { min: 1, meaning });
    this.#batches = freq === 'epoch' ? Number.POSITIVE_INFINITY : freq;
    this.#deletes = read.flag('deleteCheckpoint', true);
    this.#callbacks = callbacksIn(read.has('callbacks') ? read.copy('callbacks') : []);
    read.done();
  }

  /**
   * Brings a model, its optimizer and the callbacks to where the backup was taken. To be called before `fit`, on a
   * model that is built and compiled as it was then.
   *
   * @returns `initialEpoch` for `fit`: 0 when there is no backup. `initialBatch`, for a loop that can begin within an
   * epoch, is there when so many batches of it are done.
   * @throws Error if the backup is damaged, or belongs to another model, optimizer or list of callbacks. Nothing has
   * been changed then.
   */
  async restore(model: TrainedModel): Promise<{ initialEpoch: number; initialBatch?: number }> {
    const backup = await readBackup(this.#backups);
    if (backup) await applyBackup(backup, model, this.#callbacks);
    this.#isKnown = true;
    const { epoch, batches } = backup ?? { epoch: 0, batches: 0 };
    this.#place = { epoch, batches };
    this.#restored = this.#place;
    return { initialEpoch: epoch, ...(batches > 0 && { initialBatch: batches }) };
  }

  override async onTrainBegin(): Promise<void> {
    this.#batchesSince = 0;
    await this.#backups.probe();
    if ((await findBackup(this.#backups)) && !this.#isKnown) {
      this.#warn(`the backup in "${this.#backups.path}" is replaced. To go on from it, call restore() before fit().`);
    }
    await this.#backups.begin();
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    const initialBatch = this.params?.initialBatch as number | undefined;
    this.#place = { epoch, batches: epoch === this.params?.initialEpoch ? (initialBatch ?? 0) : 0 };
    this.#compare(this.#restored ?? this.#place, initialBatch !== undefined);
    this.#restored = undefined;
    await this.#backUp();
  }

  override async onBatchEnd(batch: number): Promise<void> {
    this.#place = { ...this.#place, batches: batch + 1 };
    this.#batchesSince++;
    if (this.#batchesSince >= this.#batches) await this.#backUp();
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    this.#place = { epoch: epoch + 1, batches: 0 };
  }

  override async onTrainEnd(): Promise<void> {
    // A loop that was left early tells: what is there is what to go on from.
    if (this.params?.unfinished) return;
    if (this.#deletes) await this.#backups.remove();
    else await this.#backUp();
  }

  async #backUp(): Promise<void> {
    this.#batchesSince = 0;
    const snapshot = await snapshotForBackup(this.model, this.#place, this.#callbacks);
    try {
      await this.#backups.write(snapshot);
      this.#isKnown = true;
    } finally {
      snapshot.dispose();
    }
  }

  /** Warns of a training that begins elsewhere than `restore` said. `fit` knows no batch to begin with. */
  #compare({ epoch, batches }: Place, knowsBatch: boolean): void {
    const began = this.#place;
    if (began.epoch !== epoch) {
      this.#warn(`restore() gave ${epoch} as \`initialEpoch\`, and fit() began with ${began.epoch}.`);
    } else if (knowsBatch && began.batches !== batches) {
      this.#warn(`restore() gave ${batches} as \`initialBatch\`, and the loop began with ${began.batches}.`);
    }
  }

  #warn(what: string): void {
    console.warn(`BackupAndRestore: ${what}`);
  }
}

function directoryOf(dir: unknown): BackupPlace {
  const refuse = (remedy: string, kind: ErrorConstructor = RangeError) =>
    new kind(`BackupAndRestore: the directory is ${show(dir)}. ${remedy}`);
  if (typeof dir !== 'string') throw refuse('Pass the path of a directory.', TypeError);
  if (dir === '') throw refuse('Pass the path of a directory.');
  const path = localPath(dir, (remedy) => refuse(remedy));
  return new DirectoryPlace(openFor('BackupAndRestore', path, 'Train in Node.js.'));
}

function callbacksIn(callbacks: unknown): readonly Callback[] {
  const isOurs = (callback: Partial<Callback> | null | undefined) => typeof callback?.getState === 'function';
  if (Array.isArray(callbacks) && callbacks.every(isOurs)) return callbacks;
  const remedy = 'Pass an array of callbacks with getState() and setState(): those of @cb packages.';
  throw optionError('BackupAndRestore', 'callbacks', callbacks, remedy, TypeError);
}
