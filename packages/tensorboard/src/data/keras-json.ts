/** A layer or a model as TensorFlow.js and Keras save it. */
export interface LayerJSON {
  class_name: string;
  name?: string;
  config: {
    name?: string;
    dtype?: unknown;
    layers?: LayerJSON[];
    input_layers?: unknown;
    output_layers?: unknown;
  };
  inbound_nodes?: unknown[];
}

/** An output of a layer: the layer's name, and which of its outputs. */
export type Tensor = readonly [layer: string, index: number];

/**
 * The model in what TensorFlow.js and Keras save of one: `model.toJSON()`, the content of a `model.json`, or Keras's
 * `to_json()`; objects, or texts that hold them.
 */
export function findModel(saved: unknown): LayerJSON | undefined {
  const json = typeof saved === 'string' ? parsed(saved) : saved;
  const { modelTopology, model_config, class_name, config } = Object(json);
  const inside = modelTopology ?? model_config;
  if (inside !== undefined) return findModel(inside);
  if (typeof class_name !== 'string') return undefined;
  const model = { class_name, config: Array.isArray(config) ? { layers: config } : Object(config) };
  return isModel(model) && model.config.layers.every(isLayer) ? model : undefined;
}

export function isModel(layer: LayerJSON): layer is LayerJSON & { config: { layers: LayerJSON[] } } {
  return Array.isArray(layer.config.layers);
}

export function nameOf(layer: LayerJSON): string {
  return layer.name ?? layer.config.name ?? layer.class_name.toLowerCase();
}

/** Where a layer's inputs come from, for each time that it is called. */
export function sourcesOf({ inbound_nodes = [] }: LayerJSON): Tensor[][] {
  return inbound_nodes.map((call) => (Array.isArray(call) ? tensorsOf(call) : kerasTensors(call)));
}

/**
 * What `['layer', 0, 0]` stands for, alone or in lists. It is how all but the calls of Keras 3 name outputs of layers.
 */
export function tensorsOf(json: unknown): Tensor[] {
  if (!Array.isArray(json)) return Object.values(Object(json)).flatMap(tensorsOf);
  const [name, , index] = json;
  return typeof name === 'string' ? [[name, Number(index)]] : json.flatMap(tensorsOf);
}

/** The outputs of layers among the arguments of a call, as Keras 3 saves it. */
function kerasTensors(json: unknown): Tensor[] {
  const history = Object(Object(json).config).keras_history;
  if (Array.isArray(history)) return tensorsOf(history);
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(kerasTensors) : [];
}

function isLayer(layer: unknown): boolean {
  const { class_name, config } = Object(layer);
  return typeof class_name === 'string' && typeof config === 'object' && config !== null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
