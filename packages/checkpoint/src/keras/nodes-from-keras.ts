import { Fault } from './fault.js';
import type { KerasVersion } from './layer-config.js';
import { isObject, type LayerJson, nameOf } from './layer-json.js';
import { describedRef, isOfModel, isOfSequential, isRef, shifted, type TensorRef } from './tensor-refs.js';

/**
 * The calls of a layer. Keras 2 and TensorFlow.js count the making of a nested model as its call 0; Keras 3 does not.
 */
export function callsFromKeras(
  layer: LayerJson,
  neighbours: readonly LayerJson[],
  version: KerasVersion,
): TensorRef[][] {
  return (layer.inbound_nodes as unknown[]).map((call) => {
    const refs = isObject(call) ? argumentsOf(call, layer) : listed(call, layer);
    const counted = (ref: TensorRef) => (version === 'keras 3' && isOfModel(ref, neighbours) ? shifted(ref, 1) : ref);
    return refs.map((ref) => withRest(counted(ref)));
  });
}

/** The outputs of a model. Here Keras 3 counts as Keras 2 does, but for a nested Sequential. */
export function outputsFromKeras(refs: TensorRef[], layers: readonly LayerJson[], version: KerasVersion): TensorRef[] {
  if (version === 'keras 2') return refs;
  return refs.map((ref) => (isOfSequential(ref, layers) ? shifted(ref, 1) : ref));
}

function listed(call: unknown, layer: LayerJson): TensorRef[] {
  if (Array.isArray(call) && call.every(isRef)) return call;
  throw notACall(layer);
}

/** Keras 3 writes what a layer was called with: a tensor or a list of them is all that TensorFlow.js can do. */
function argumentsOf({ args, kwargs }: Record<string, unknown>, layer: LayerJson): TensorRef[] {
  const [inputs, ...others] = Array.isArray(args) ? args : [];
  const isPlain =
    others.length === 0 && Object.values(kwargs ?? {}).every((value) => value === null || value === false);
  const refs = (Array.isArray(inputs) ? inputs : [inputs]).map(describedRef);
  if (!isPlain || !refs.every((ref) => ref !== undefined)) throw notACall(layer);
  return refs;
}

function withRest(ref: TensorRef): TensorRef {
  return ref.length === 3 ? [...ref, {}] : ref;
}

function notACall(layer: LayerJson): Fault {
  return new Fault(
    `its ${layer.class_name} ${nameOf(layer)} is called with more than its inputs. ` +
      'Build the model with a tensor or a list of tensors as the one argument of each call',
  );
}
