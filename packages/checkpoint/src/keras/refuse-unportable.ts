import type { io } from '@tensorflow/tfjs-core';
import type { KerasFormat } from './format.js';
import { INNER_LAYERS, LAYERS } from './layer-config.js';
import { asLayer, isModel, type LayerJson, layersOf, nameOf, topologyOf } from './layer-json.js';
import type { TensorRef } from './tensor-refs.js';

/** Layers that take several inputs; all others get more than one only as states or arguments of their own. */
const MERGING = ['Add', 'Average', 'Concatenate', 'Dot', 'Maximum', 'Minimum', 'Multiply'];

const ELSEWHERE = 'save weights only, or save to a path without this ending, which is a TensorFlow.js directory';

/**
 * Refuses a model that Keras would not build, or would build as another one. Weights alone are never refused.
 *
 * @param description what is to be saved, but for its weights
 * @throws Error that names the layer and the remedy
 */
export function refuseUnportable(format: KerasFormat, { modelTopology }: io.ModelArtifacts): void {
  if (!modelTopology || format === 'weights.h5' || format === 'safetensors') return;
  refuseLayers(format, topologyOf(modelTopology as object));
}

function refuseLayers(format: KerasFormat, model: LayerJson): void {
  for (const layer of layersOf(model)) {
    refuseCalls(format, layer);
    if (isModel(layer)) refuseLayers(format, layer);
    else refuseLayer(format, layer);
  }
}

function refuseLayer(format: KerasFormat, layer: LayerJson): void {
  const { class_name, config } = layer;
  if (!Object.hasOwn(LAYERS, class_name)) {
    throw unportable(format, layer, 'is of a class that Keras does not have', ELSEWHERE);
  }
  for (const option of ['activation', 'recurrent_activation'] as const) {
    const camelCase = option === 'activation' ? option : 'recurrentActivation';
    const other = { hard_sigmoid: "'sigmoid'", gelu_new: "'gelu'" }[String(config[option])];
    if (other !== undefined) {
      const remedy = `build it with \`${camelCase}: ${other}\`, or ${ELSEWHERE}`;
      throw unportable(
        format,
        layer,
        `has \`${camelCase}\` ${config[option]}, which is another function in Keras 3`,
        remedy,
      );
    }
  }
  for (const inner of INNER_LAYERS) if (config[inner]) refuseLayer(format, asLayer(config[inner]));
  if (class_name === 'StackedRNNCells')
    for (const cell of config.cells as unknown[]) refuseLayer(format, asLayer(cell));
}

function refuseCalls(format: KerasFormat, layer: LayerJson): void {
  const calls = (layer.inbound_nodes ?? []) as TensorRef[][];
  const hasMore = calls.some((refs) => refs.some(([, , , more]) => Object.keys(more ?? {}).length > 0));
  const hasStates = calls.some((refs) => refs.length > 1) && !MERGING.includes(layer.class_name) && !isModel(layer);
  if (hasMore || hasStates) {
    const remedy = `call it with its inputs alone, or ${ELSEWHERE}`;
    throw unportable(format, layer, 'is called with more than its inputs', remedy);
  }
  if (format === 'h5' && isModel(layer) && calls.length > 1) {
    const remedy = `save to a path that ends in .keras, or ${ELSEWHERE}`;
    throw unportable(format, layer, 'is called more than once, which Keras 2 and Keras 3 count differently', remedy);
  }
}

function unportable(format: KerasFormat, layer: LayerJson, what: string, remedy: string): Error {
  const upper = `${remedy[0]?.toUpperCase()}${remedy.slice(1)}`;
  return new Error(
    `a .${format} file cannot hold the model: its ${layer.class_name} ${nameOf(layer)} ${what}. ${upper}.`,
  );
}
