import { withoutBackwardLayer } from './bidirectional.js';
import { Fault } from './fault.js';
import { ACTIVATIONS, INITIALIZERS, INNER_LAYERS, type KerasVersion, LAYERS } from './layer-config.js';
import { asLayer, FUNCTIONAL, isModel, isObject, type Json, type LayerJson, layersOf, nameOf } from './layer-json.js';
import { callsFromKeras, outputsFromKeras } from './nodes-from-keras.js';
import { refsIn } from './tensor-refs.js';

/** Keras's regularizers that TensorFlow.js has as cases of one. */
const REGULARIZERS: Readonly<Record<string, Json>> = { L1: { l2: 0 }, L2: { l1: 0 } };

/**
 * The topology in the form of TensorFlow.js.
 *
 * @param version which one counts the calls of nested models as this does, and has the same functions
 * @throws Error if a layer does what that of TensorFlow.js does not do
 */
export function fromKeras(model: LayerJson, version: KerasVersion): LayerJson {
  const layers = layersOf(model);
  const isFunctional = FUNCTIONAL.includes(model.class_name);
  const config: Json = {
    name: nameOf(model),
    layers: layers.map((layer) => layerFromKeras(layer, layers, version)),
    ...(isFunctional && {
      input_layers: refsIn(model.config.input_layers),
      output_layers: outputsFromKeras(refsIn(model.config.output_layers), layers, version),
    }),
  };
  return { class_name: isFunctional ? 'Model' : model.class_name, config };
}

function layerFromKeras(layer: LayerJson, neighbours: readonly LayerJson[], version: KerasVersion): LayerJson {
  const own = isModel(layer) ? fromKeras(layer, version) : plainLayer(layer, version);
  if (!Array.isArray(layer.inbound_nodes)) return own;
  return { ...own, name: nameOf(layer), inbound_nodes: callsFromKeras(layer, neighbours, version) };
}

function plainLayer({ class_name, config }: LayerJson, version: KerasVersion): LayerJson {
  const { renamed = {}, unread = [], fixed = {} } = LAYERS[class_name] ?? {};
  const ours = new Map(Object.entries(renamed).map(([name, keras]) => [keras, name]));
  const own: Json = {};
  for (const [key, value] of Object.entries(config)) {
    if (unread.includes(key)) continue;
    if (key in fixed && value !== fixed[key] && value !== null) throw notTheSame(class_name, config, key, fixed[key]);
    own[ours.get(key) ?? key] = valueFromKeras(key, value, version);
  }
  checkNumbers(class_name, own);
  if (version === 'keras 3') checkActivations(class_name, own);
  return { class_name, config: class_name === 'Bidirectional' ? withoutBackwardLayer(own) : own };
}

function valueFromKeras(key: string, value: unknown, version: KerasVersion): unknown {
  if (key === 'backward_layer' && value === null) return value;
  if ((INNER_LAYERS as readonly string[]).includes(key)) return plainLayer(asLayer(value), version);
  if (key === 'cells') return (value as unknown[]).map((cell) => plainLayer(asLayer(cell), version));
  if (key === 'dtype') return dtypeName(value);
  if (typeof value === 'string' && key.endsWith('activation')) return ACTIVATIONS[value] ?? value;
  if (!isObject(value)) return value;
  const { class_name, config } = value as { class_name?: unknown; config?: unknown };
  if (typeof class_name !== 'string') return value;
  const missing = REGULARIZERS[class_name];
  if (missing) return { class_name: 'L1L2', config: { ...missing, ...(config as Json) } };
  const [ours = class_name] = Object.entries(INITIALIZERS).find(([, keras]) => keras === class_name) ?? [];
  return { class_name: ours, config };
}

/** A dtype is a name, or in Keras 3 a policy with a name. */
function dtypeName(dtype: unknown): unknown {
  return isObject(dtype) && isObject(dtype.config) ? dtype.config.name : dtype;
}

function checkNumbers(className: string, config: Json): void {
  const { dtype } = config;
  if (className === 'InputLayer' || dtype === undefined || dtype === null || dtype === 'float32') return;
  throw new Fault(
    `its ${className} ${config.name} computes in ${dtype}, which TensorFlow.js cannot. Save it with dtype float32`,
  );
}

function checkActivations(className: string, config: Json): void {
  for (const key of ['activation', 'recurrent_activation']) {
    if (config[key] === 'hard_sigmoid') throw notTheSame(className, config, key, 'sigmoid');
  }
}

function notTheSame(className: string, config: Json, key: string, remedy: unknown): Fault {
  return new Fault(
    `its ${className} ${config.name} has ${key} ${JSON.stringify(config[key])}, for which TensorFlow.js has nothing ` +
      `that does the same. Build the model with ${key} ${JSON.stringify(remedy)}`,
  );
}
