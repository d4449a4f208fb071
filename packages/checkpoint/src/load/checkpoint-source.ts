import type { NamedTensor } from '@cb/core';
import { io, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { filePlace, openCheckpoint } from '../filepath/open-path.js';
import { loadFile } from '../handler/keras-handler.js';
import type { Decoded } from '../keras/artifacts.js';
import { formatOf } from '../keras/format.js';
import { outlineOf } from '../keras/model-outline.js';
import { decodeContent } from '../remote/content.js';
import { remoteError } from '../remote/remote-error.js';
import { isRemotePath, type RemotePath } from '../remote/remote-path.js';
import { loadDirectory } from '../tensorflow/load-directory.js';
import { loadUrl, urlOf } from './load-url.js';

/** Where a checkpoint is read from: a path, a URL, a path in a store, or any handler that can load. */
export type CheckpointSource = string | io.IOHandler | RemotePath;

/** The name of a source in messages. */
export function nameOf(source: CheckpointSource): string {
  if (isRemotePath(source)) return `"${source.url}"`;
  return typeof source === 'string' ? `"${source}"` : 'the checkpoint';
}

/**
 * @param owner who asks, for the error
 * @param model the one that weights are for
 */
export async function readCheckpoint(owner: string, source: CheckpointSource, model?: LayersModel): Promise<Decoded> {
  const topology = model && (() => outlineOf(model));
  if (isRemotePath(source)) return readRemote(owner, source, topology?.());
  if (typeof source !== 'string') {
    if (typeof source?.load !== 'function') throw notASource(owner, source);
    return { artifacts: await source.load(), leftOut: [] };
  }
  const url = urlOf(source);
  if (url !== undefined) return loadUrl(owner, url, topology);
  const opened = openCheckpoint(source, owner);
  const format = formatOf(source);
  if (format) return loadFile(owner, filePlace(opened), format, topology?.());
  return { artifacts: await loadDirectory(opened, owner), leftOut: [] };
}

async function readRemote(owner: string, path: RemotePath, topology?: object): Promise<Decoded> {
  try {
    return await decodeContent(await path.open(), topology);
  } catch (cause) {
    throw remoteError(owner, 'load', path.url, cause);
  }
}

function notASource(owner: string, source: unknown): Error {
  const what = typeof source === 'object' && source !== null ? 'an object without load()' : String(source);
  const hint =
    source === undefined
      ? ' If it is the `bestPath` of a ModelCheckpoint, nothing was saved yet, or `saveBestOnly` is off: use `lastPath`.'
      : '';
  return new TypeError(`${owner}: the path is ${what}. Pass a path, a URL or a tf.io.IOHandler.${hint}`);
}

/** The tensors of a checkpoint, told apart by who they belong to. */
export class StoredTensors {
  readonly #tensors: (NamedTensor & { group: string })[];

  constructor({ weightSpecs = [], weightData = new ArrayBuffer(0) }: io.ModelArtifacts) {
    // Decoded under their positions: names come from outside, and may repeat or collide with what objects inherit.
    const numbered = weightSpecs.map((spec, index) => ({ ...spec, name: String(index) }));
    const tensors = tidy(() => io.decodeWeights(weightData, numbered));
    this.#tensors = weightSpecs.map(({ name, group = 'model' }, index) => {
      return { name, group, tensor: tensors[index] as NamedTensor['tensor'] };
    });
  }

  /** @param group `'model'`, `'optimizer'`, or `callbackGroup()` */
  of(group: string): NamedTensor[] {
    return this.#tensors.filter((one) => one.group === group);
  }

  dispose(): void {
    for (const { tensor } of this.#tensors) tensor.dispose();
  }
}

/** The group of the weights that a backup keeps for the callback at this position. */
export function callbackGroup(index: number): string {
  return `callback ${index}`;
}
