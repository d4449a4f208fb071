import type { LayersModel } from '@tensorflow/tfjs-layers';
import { isObject, type Json } from './layer-json.js';

interface WeightOutline {
  name: string;
  trainable: boolean;
}

/**
 * The topology of a model that is at hand, and what its weights are: a layer of somebody's own class does not say that.
 */
export function outlineOf(model: LayersModel): object {
  const weights = model.weights.map(
    ({ originalName, trainable }): WeightOutline => ({ name: originalName, trainable }),
  );
  return { ...(model.toJSON(null, false) as object), weights };
}

/** The weights that a topology tells of: none, unless `outlineOf` made it. */
export function weightsIn({ weights }: Json): WeightOutline[] {
  return Array.isArray(weights) ? weights.filter(isWeight) : [];
}

function isWeight(value: unknown): value is WeightOutline {
  return isObject(value) && typeof value.name === 'string';
}
