import { Fault } from './fault.js';
/** Any JSON object. What is in it comes from a file, or from TensorFlow.js. */
export type Json = Record<string, unknown>;

/** A layer or a model as both sides describe it. */
export interface LayerJson extends Json {
  class_name: string;
  config: Json;
  /** In a functional model: the layer's name. */
  name?: string;
  /** In a functional model: for each call of the layer, where its inputs come from. */
  inbound_nodes?: unknown[];
}

/** The name under which TensorFlow.js knows functional models, and that of Keras. */
export const FUNCTIONAL = ['Model', 'Functional'];

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws Error if it is no description of a layer */
export function asLayer(value: unknown): LayerJson {
  if (isObject(value) && typeof value.class_name === 'string') {
    // The config of an old Sequential is the list of its layers.
    if (Array.isArray(value.config)) return { ...value, config: { layers: value.config } } as unknown as LayerJson;
    if (isObject(value.config)) return value as LayerJson;
  }
  throw new Fault('it describes a layer without class or configuration');
}

export function isModel({ class_name, config }: LayerJson): boolean {
  return (class_name === 'Sequential' || FUNCTIONAL.includes(class_name)) && Array.isArray(config.layers);
}

/** The layers of a model, in its own order. */
export function layersOf({ config }: LayerJson): LayerJson[] {
  return (config.layers as unknown[]).map(asLayer);
}

export function nameOf({ config, name }: LayerJson): string {
  return String(config.name ?? name ?? '');
}

/** The name that Keras gives to what it makes of a class: `BatchNormalization` is `batch_normalization`. */
export function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The topology of TensorFlow.js artifacts: `model.json` of a converter has it one level deeper. */
export function topologyOf(modelTopology: object): LayerJson {
  const { model_config } = modelTopology as Json;
  return asLayer(model_config ?? modelTopology);
}
