import { BackupAndRestore, loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { Callback } from '@cb-tooling/backend/tf';
import { toyModel, train } from '../saves/toy-training.js';

/** @typedef {import('@cb/checkpoint-store').ObjectStore} Store */

/** Trainings that keep what they have learned in a store, and go on from there. */
export const TRAININGS = { checkpoint: { goOn: goOnFromCheckpoint }, backup: { goOn: goOnFromBackup } };

/** Notes so many epochs as are saved for certain: those of which the callback before it has ended its hook. */
class Notes extends Callback {
  #note;

  /** @param {(epochs: number) => void} note */
  constructor(note) {
    super();
    this.#note = note;
  }

  /** @override @param {number} epoch */
  async onEpochBegin(epoch) {
    this.#note(epoch);
  }
}

/**
 * @param {Store} store
 * @param {number} epochs how many more
 * @param {(epochs: number) => void} note gets how many are saved for certain
 * @returns {Promise<number>} the epoch that it went on from
 */
async function goOnFromCheckpoint(store, epochs, note) {
  const latest = await store.latestCheckpoint('runs');
  const model = /** @type {ReturnType<typeof toyModel>} */ (latest ? await loadModel(latest) : toyModel());
  // Each epoch is one step.
  const initialEpoch = model.optimizer.iterations;
  const checkpoint = new ModelCheckpoint(store.at('runs/{epoch:04d}'), { keepLast: 2, saveLast: true });
  const callbacks = [checkpoint, new Notes(note)];
  await train(model, { initialEpoch, epochs: initialEpoch + epochs, callbacks });
  note(initialEpoch + epochs);
  return initialEpoch;
}

/**
 * @param {Store} store
 * @param {number} epochs how many more
 * @param {(epochs: number) => void} note gets how many are saved for certain
 * @returns {Promise<number>} the epoch that it went on from
 */
async function goOnFromBackup(store, epochs, note) {
  const model = toyModel();
  const backup = new BackupAndRestore(store.at('runs/backup'), { deleteCheckpoint: false });
  const { initialEpoch } = await backup.restore(model);
  await train(model, { initialEpoch, epochs: initialEpoch + epochs, callbacks: [backup, new Notes(note)] });
  note(initialEpoch + epochs);
  return initialEpoch;
}
