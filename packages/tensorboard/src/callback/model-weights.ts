import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

/** A weight under the name that Keras gives it. */
export interface NamedWeight {
  name: string;
  variable: Variable;
}

/**
 * The weights of a model, each once, in the order of its layers.
 *
 * As in Keras a name is `<layer>/<weight>`, for a layer of a nested Sequential model below that model's name. Names
 * that meet, such as those of two nested functional models, are told apart by `_1`, `_2` and so on. Unlike those of the
 * variables they do not depend on which models were made before.
 */
export function namedWeights(model: LayersModel): NamedWeight[] {
  const weights = new Map<Variable, string>();
  const taken = new Map<string, number>();
  for (const { name, variable } of weightsWithin(model, '')) {
    if (weights.has(variable)) continue;
    const count = taken.get(name) ?? 0;
    taken.set(name, count + 1);
    weights.set(variable, count === 0 ? name : `${name}_${count}`);
  }
  return Array.from(weights, ([variable, name]) => ({ name, variable }));
}

function weightsWithin(model: LayersModel, scope: string): NamedWeight[] {
  return model.layers.flatMap((layer) =>
    isModel(layer)
      ? weightsWithin(layer, layer.getClassName() === 'Sequential' ? `${layer.name}/` : '')
      : layer.weights.map((weight) => ({
          name: `${scope}${weight.originalName}`,
          variable: weight.read() as Variable,
        })),
  );
}

function isModel(layer: Layer): layer is LayersModel {
  return Array.isArray((layer as LayersModel).layers);
}
