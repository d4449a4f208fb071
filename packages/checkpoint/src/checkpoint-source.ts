import type { NamedTensor } from '@cb/core';
import { io, tidy } from '@tensorflow/tfjs-core';
import { fileHandler } from './file-handler.js';

/** Where a checkpoint is read from: a path, a `file://` URL, or any handler that can load. */
export type CheckpointSource = string | io.IOHandler;

/** The name of a source in messages. */
export function nameOf(source: CheckpointSource): string {
  return typeof source === 'string' ? `"${source}"` : 'the checkpoint';
}

/** @param owner who asks, for the error */
export async function readCheckpoint(owner: string, source: CheckpointSource): Promise<io.ModelArtifacts> {
  const handler = typeof source === 'string' ? fileHandler(source) : source;
  if (typeof handler?.load !== 'function') throw notASource(owner, source);
  return handler.load();
}

function notASource(owner: string, source: unknown): Error {
  const what = typeof source === 'object' && source !== null ? 'an object without load()' : String(source);
  const hint =
    source === undefined
      ? ' If it is the `bestPath` of a ModelCheckpoint, nothing was saved yet, or `saveBestOnly` is off: use `lastPath`.'
      : '';
  return new TypeError(`${owner}: the path is ${what}. Pass a path, a file:// URL or a tf.io.IOHandler.${hint}`);
}

/** The stored tensors, to be disposed by the caller, told apart by who they belong to. */
export function decodeCheckpoint(artifacts: io.ModelArtifacts): { model: NamedTensor[]; optimizer: NamedTensor[] } {
  const specs = artifacts.weightSpecs ?? [];
  // Decoded under their positions: names come from outside, and may repeat or collide with what objects inherit.
  const numbered = specs.map((spec, index) => ({ ...spec, name: String(index) }));
  const tensors = tidy(() => io.decodeWeights(artifacts.weightData ?? new ArrayBuffer(0), numbered));
  const decoded = specs.map(({ name, group }, index) => ({
    name,
    group,
    tensor: tensors[index] as NamedTensor['tensor'],
  }));
  return {
    model: decoded.filter(({ group }) => group !== 'optimizer'),
    optimizer: decoded.filter(({ group }) => group === 'optimizer'),
  };
}
