import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CheckpointFacts } from '../catalog/facts.js';
import type { Kept } from '../decision/kept.js';
import type { Moment } from '../decision/moment.js';
import type { ModelSnapshot } from '../model/model-snapshot.js';

/** A checkpoint to be written. */
export interface NewCheckpoint {
  name: string;
  moment: Moment;
  facts: CheckpointFacts;
  snapshot: ModelSnapshot;
}

/** A fit that is about to begin. */
export interface Beginning {
  /** Of some checkpoint that may be written. */
  name: string;
  model: LayersModel;
  weightsOnly: boolean;
  /** What all callbacks of the fit hold. */
  fit: object;
  /** Says a sentence, once in the fit. */
  warn(sentence: string): void;
}

/** A place for checkpoints. */
export interface CheckpointStore {
  /** Before training. @throws Error if a save is bound to fail */
  begin(beginning: Beginning): Promise<void>;

  /** The name of a checkpoint that no template names. */
  besides(name: string): string;

  /** Writes a checkpoint, whole or not at all, in place of one of the same name. It stays when the promise resolves. */
  write(checkpoint: NewCheckpoint): Promise<void>;

  /**
   * To be called when all is written that is due at a moment: notes it, and removes what it displaces, but for what
   * this package did not write, what was changed since, and what a model was loaded from.
   *
   * @param spared the absolute paths of checkpoints that a model was loaded from
   */
  settle(displaced: readonly Kept[], spared: ReadonlySet<string>): Promise<void>;
}
