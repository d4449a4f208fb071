import { shared } from '@cb/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { openCheckpoint } from '../filepath/open-path.js';
import { isRemotePath } from '../remote/remote-path.js';
import type { CheckpointSource } from './checkpoint-source.js';
import { urlOf } from './load-url.js';

/**
 * The absolute paths, or in a store the URLs, of the checkpoints that a model's weights were loaded from: those are not
 * removed.
 *
 * They hang on the model's first weight, which the functional model that `fit` hands to callbacks shares with the
 * sequential one that was loaded.
 */
export function loadedFrom({ weights }: Pick<LayersModel, 'weights'>): Set<string> {
  const [first] = weights;
  return first ? shared(first, 'loaded from', () => new Set<string>()) : new Set();
}

export function noteLoadedFrom(model: Pick<LayersModel, 'weights'>, source: CheckpointSource): void {
  if (isRemotePath(source)) loadedFrom(model).add(source.url);
  if (typeof source === 'string' && urlOf(source) === undefined) loadedFrom(model).add(openCheckpoint(source).path);
}
