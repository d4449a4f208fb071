import { Fault } from './fault.js';
import { FUNCTIONAL, isModel, isObject, type LayerJson, nameOf } from './layer-json.js';

/** A tensor in a graph: which output, of which call, of which layer. */
export type TensorRef = [layer: string, call: number, output: number, ...rest: unknown[]];

export function isRef(value: unknown): value is TensorRef {
  return Array.isArray(value) && typeof value[0] === 'string' && value.length >= 3;
}

/** The tensors of a list; Keras 3 writes a list of one as that one. @throws Error if there are others than tensors */
export function refsIn(value: unknown): TensorRef[] {
  if (isRef(value)) return [value];
  if (Array.isArray(value) && value.every(isRef)) return value;
  throw new Fault('its inputs or outputs are no list, which TensorFlow.js needs. Build the model with lists of them');
}

/** The tensor that Keras 3 describes as an object, if it is one. */
export function describedRef(value: unknown): TensorRef | undefined {
  if (!isObject(value) || value.class_name !== '__keras_tensor__' || !isObject(value.config)) return undefined;
  const { keras_history: history } = value.config;
  return isRef(history) ? history : undefined;
}

export function shifted([layer, call, ...rest]: TensorRef, by: 1 | -1): TensorRef {
  return [layer, call + by, ...rest] as unknown as TensorRef;
}

/** Whether it comes from a nested model, and not from a layer. */
export function isOfModel([name]: TensorRef, layers: readonly LayerJson[]): boolean {
  return layers.some((layer) => nameOf(layer) === name && isModel(layer));
}

export function isOfSequential([name]: TensorRef, layers: readonly LayerJson[]): boolean {
  const layer = layers.find((one) => nameOf(one) === name);
  return layer !== undefined && isModel(layer) && !FUNCTIONAL.includes(layer.class_name);
}
