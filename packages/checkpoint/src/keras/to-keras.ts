import { backwardLayer, needsBackwardLayer } from './bidirectional.js';
import { INITIALIZERS, INNER_LAYERS, type KerasVersion, LAYERS } from './layer-config.js';
import { asLayer, FUNCTIONAL, isModel, isObject, type Json, type LayerJson, layersOf, nameOf } from './layer-json.js';
import { callsInKeras, outputsInKeras } from './nodes-to-keras.js';
import type { TensorRef } from './tensor-refs.js';

/** The configuration that Keras makes a model of. */
export function toKeras(topology: LayerJson, version: KerasVersion): LayerJson {
  const { class_name, config } = topology;
  const isFunctional = FUNCTIONAL.includes(class_name);
  const layers = isFunctional ? layersOf(topology) : withInput(layersOf(topology));
  const own: Json = {
    name: nameOf(topology),
    trainable: config.trainable !== false,
    layers: layers.map((layer) => kerasLayer(layer, layers, version)),
    ...(isFunctional && {
      input_layers: config.input_layers,
      output_layers: outputsInKeras(config.output_layers as TensorRef[], layers, version),
    }),
  };
  return { ...signature(isFunctional ? 'Functional' : class_name, version), config: own };
}

function kerasLayer(layer: LayerJson, neighbours: readonly LayerJson[], version: KerasVersion): LayerJson {
  const keras = isModel(layer) ? toKeras(layer, version) : plainLayer(layer, version);
  if (layer.inbound_nodes === undefined) return keras;
  return { ...keras, name: nameOf(layer), inbound_nodes: callsInKeras(layer, neighbours, version) };
}

function plainLayer(layer: LayerJson, version: KerasVersion): LayerJson {
  const { renamed = {}, dropped = [], kept, whenNull = {} } = LAYERS[layer.class_name] ?? {};
  const isInput = layer.class_name === 'InputLayer';
  const config: Json = {};
  for (const [key, value] of Object.entries(layer.config)) {
    if (dropped.includes(key) || kept?.includes(key) === false) continue;
    // These are about the input of a first layer, which gets a layer of its own.
    if (!isInput && (key === 'batch_input_shape' || key === 'dtype')) continue;
    const name = version === 'keras 3' ? (renamed[key] ?? key) : key;
    config[name] = (value === null ? whenNull[key] : undefined) ?? kerasValue(key, value, version);
  }
  if (layer.class_name === 'Bidirectional') {
    const forward = config.layer as LayerJson;
    if (needsBackwardLayer(forward, version)) config.backward_layer = backwardLayer(forward);
  }
  return { ...signature(layer.class_name, version), config };
}

function kerasValue(key: string, value: unknown, version: KerasVersion): unknown {
  if ((INNER_LAYERS as readonly string[]).includes(key)) return innerLayer(value, version);
  if (key === 'cells') return (value as unknown[]).map((cell) => innerLayer(cell, version));
  if (!isObject(value) || typeof value.class_name !== 'string') return value;
  return { ...value, class_name: INITIALIZERS[value.class_name] ?? value.class_name };
}

/** Keras 3 wants to know where the class is from, even in a file of Keras 2. */
function innerLayer(layer: unknown, version: KerasVersion): LayerJson {
  const inner = asLayer(layer);
  return { ...plainLayer(inner, version), ...signature(inner.class_name, 'keras 3') };
}

/** What Keras 3 finds a class by. */
function signature(className: string, version: KerasVersion): { class_name: string } & Json {
  if (version === 'keras 2') return { class_name: className };
  if (className === 'Functional') {
    return { module: 'keras.src.models.functional', class_name: className, registered_name: className };
  }
  const module = className === 'Sequential' ? 'keras' : 'keras.layers';
  return { module, class_name: className, registered_name: null };
}

/** The layers of a Sequential, with the input that TensorFlow.js keeps on the first of them as a layer of its own. */
function withInput(layers: LayerJson[]): LayerJson[] {
  const [first] = layers;
  if (!first || first.class_name === 'InputLayer') return layers;
  const { batch_input_shape, dtype } = inputOf(first);
  if (batch_input_shape === undefined) return layers;
  const config = { batch_input_shape, dtype: dtype ?? 'float32', sparse: false, name: `${nameOf(first)}_input` };
  return [{ class_name: 'InputLayer', config }, ...layers];
}

/** What says of which shape the input of a layer is; a model has it on its first layer. */
function inputOf(layer: LayerJson): Json {
  const [first] = isModel(layer) ? layersOf(layer) : [];
  return first ? inputOf(first) : layer.config;
}
