import type { Callback, CallbackState, JSONValue } from '@cb/core';
import { captureOptimizer, disposeState, isRestorable } from '@cb/core/optimizer';
import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { readFacts, writeFacts } from '../catalog/facts.js';
import { callbackGroup, StoredTensors } from '../load/checkpoint-source.js';
import { reasonOf } from '../load/load-fault.js';
import { readable } from '../load/readable.js';
import { ownMetadata } from '../model/checkpoint-metadata.js';
import { matchWeights } from '../model/match-weights.js';
import { type ModelSnapshot, type SnapshotWeight, snapshotWeights } from '../model/model-snapshot.js';
import { type NotedOptimizer, noteOptimizer, restoreNoted } from '../model/noted-optimizer.js';
import type { BackupPlace } from './backup-place.js';

/** Where a training goes on. */
export interface Place {
  /** Counted from 0. */
  epoch: number;
  /** So many batches of that epoch are done. */
  batches: number;
}

/** What a backup brings back of a model. */
export type TrainedModel = Pick<LayersModel, 'optimizer' | 'weights' | 'trainableWeights'>;

/** A backup as it was read. */
export interface Backup extends Place {
  /** Where it is, for errors. */
  path: string;
  optimizer: NotedOptimizer;
  /** The values of the callbacks, in their order. */
  callbacks: Record<string, JSONValue>[];
  artifacts: io.ModelArtifacts;
}

/**
 * A training at one moment.
 *
 * @param place where to go on
 *
 * @throws Error if the optimizer trains other weights than those of the model: the backup could not be restored
 */
export async function snapshotForBackup(
  model: LayersModel,
  place: Place,
  callbacks: readonly Callback[],
): Promise<ModelSnapshot> {
  await Promise.all(callbacks.map((callback) => callback.settled()));
  if (!isRestorable(model.optimizer, model.trainableWeights)) throw new Error(OTHER_WEIGHTS);
  const optimizer = await captureOptimizer(model.optimizer);
  const snapshot = snapshotWeights(model);
  const states = callbacks.map((callback) => callback.getState());
  const ofCallbacks = states.flatMap(({ weights = [] }, index): SnapshotWeight[] =>
    weights.map((weight) => ({ ...weight, group: callbackGroup(index) })),
  );
  const facts = {
    epoch: place.epoch,
    ...(place.batches > 0 && { batch: place.batches }),
    step: model.optimizer.iterations,
    savedAt: new Date().toISOString(),
    metrics: {},
  };
  return {
    ...snapshot,
    own: {
      optimizer: await noteOptimizer(optimizer),
      callbacks: states.map(({ values }) => values),
      facts: writeFacts(facts),
    },
    weights: [
      ...snapshot.weights,
      ...optimizer.tensors.map((slot) => ({ ...slot, group: 'optimizer' })),
      ...ofCallbacks,
    ],
    dispose: () => {
      snapshot.dispose();
      disposeState(optimizer);
    },
  };
}

/** @returns `undefined` if there is none. @throws Error if it is damaged, or a model that is no backup */
export async function readBackup(place: BackupPlace): Promise<Backup | undefined> {
  const { path } = place;
  try {
    const artifacts = await place.read();
    if (!artifacts) return undefined;
    const { optimizer, facts, callbacks } = ownMetadata(artifacts.userDefinedMetadata);
    if (!Array.isArray(callbacks)) throw new Error(NO_BACKUP);
    const isNoted = [...callbacks, optimizer, facts].every(isObject) && typeof optimizer?.className === 'string';
    if (!optimizer || !facts || !isNoted) {
      throw new Error('what is noted of the training is damaged');
    }
    const { epoch, batch = 0 } = readFacts(facts);
    return { path, epoch, batches: batch, optimizer, callbacks, artifacts };
  } catch (cause) {
    const fault = cause as Error & { remedy?: string };
    const remedy = fault.remedy ?? 'Remove the directory to begin from the start, or pass another one.';
    throw unfit(path, fault.message, remedy, cause);
  }
}

/** @returns whether there is a backup. @throws Error if there is something else, which a backup would replace */
export async function findBackup(place: BackupPlace): Promise<boolean> {
  const found = await place.peek();
  if (!found) return false;
  if (Array.isArray(ownMetadata(found.metadata).callbacks)) return true;
  throw new Error(
    `BackupAndRestore: cannot back up to "${place.path}" (its model.json is that of no backup). ` +
      'Pass a directory of its own.',
  );
}

/** @throws Error, with nothing changed, if the backup belongs to another training */
export async function applyBackup(
  { path, optimizer, callbacks: values, artifacts }: Backup,
  model: TrainedModel,
  callbacks: readonly Callback[],
): Promise<void> {
  if (!model.optimizer) throw unfit(path, 'the model is not compiled', 'Call compile() before restore().');
  if (values.length !== callbacks.length) {
    const fault = `it holds the state of ${values.length} callbacks, and ${callbacks.length} are given`;
    throw unfit(path, fault, SAME_CALLBACKS);
  }
  const stored = new StoredTensors(artifacts);
  try {
    const match = matchWeights(model.weights, stored.of('model'));
    if (typeof match === 'string') throw unfit(path, match, SAME_MODEL);
    for (const [index, callback] of callbacks.entries()) setState(path, callback, stateOf(values, stored, index));
    if (!(await restoreNoted(model, optimizer, stored.of('optimizer')))) {
      throw unfit(path, `it holds the state of ${optimizer.className}, which does not fit the optimizer`, SAME_MODEL);
    }
    for (const [weight, tensor] of match) weight.write(tensor);
  } catch (error) {
    // A state that was set already is not to be gone on from either.
    for (const callback of callbacks) await callback.dispose();
    throw error;
  } finally {
    stored.dispose();
  }
}

const NO_BACKUP = 'it is a model, and no backup';
const OTHER_WEIGHTS =
  'BackupAndRestore: what the optimizer remembers does not fit the trainable weights of the model, and could not be ' +
  'restored. Have it train all of them, in their order, and no others.';
const SAME_MODEL = 'Build and compile the model as it was then.';
const SAME_CALLBACKS = 'Pass the same `callbacks`, in the same order.';

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stateOf(values: readonly Record<string, JSONValue>[], stored: StoredTensors, index: number): CallbackState {
  const weights = stored.of(callbackGroup(index));
  return { values: values[index] as Record<string, JSONValue>, ...(weights.length > 0 && { weights }) };
}

function setState(path: string, callback: Callback, state: CallbackState): void {
  try {
    callback.setState(state);
  } catch (cause) {
    throw unfit(path, reasonOf(cause), SAME_CALLBACKS, cause);
  }
}

function unfit(path: string, fault: string, remedy: string, cause?: unknown): Error {
  return new Error(`BackupAndRestore: cannot go on from "${path}" (${readable(fault)}). ${remedy}`, { cause });
}
