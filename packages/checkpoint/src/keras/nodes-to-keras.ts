import type { KerasVersion } from './layer-config.js';
import { isModel, type LayerJson } from './layer-json.js';
import { isOfModel, isOfSequential, shifted, type TensorRef } from './tensor-refs.js';

/**
 * The calls of a layer. Keras 2 and TensorFlow.js count the making of a nested model as its call 0; Keras 3 does not.
 *
 * In an HDF5 file, which both versions read, a nested model is therefore called twice on the same inputs: its call 1 is
 * the first one in Keras 2 and the second one in Keras 3. Of a model that is called more often there is no such file.
 */
export function callsInKeras(layer: LayerJson, neighbours: readonly LayerJson[], version: KerasVersion): TensorRef[][] {
  const calls = (layer.inbound_nodes as TensorRef[][]).map((refs) => {
    return refs.map((ref) => (version === 'keras 3' && isOfModel(ref, neighbours) ? shifted(ref, -1) : ref));
  });
  return version === 'keras 2' && isModel(layer) ? [...calls, ...calls] : calls;
}

/** The outputs of a model. Here Keras 3 counts as Keras 2 does, but for a nested Sequential. */
export function outputsInKeras(refs: TensorRef[], layers: readonly LayerJson[], version: KerasVersion): TensorRef[] {
  if (version === 'keras 2') return refs;
  return refs.map((ref) => (isOfSequential(ref, layers) ? shifted(ref, -1) : ref));
}
