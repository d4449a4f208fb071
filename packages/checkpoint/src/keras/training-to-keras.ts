import type { io } from '@tensorflow/tfjs-core';
import { FUNCTIONAL, isObject, type Json, type LayerJson } from './layer-json.js';
import { type Kind, nameInKeras } from './names-in-keras.js';

/** Losses or metrics by name: one, a list, or one or more for each output. */
type Names = string | readonly Names[] | { readonly [output: string]: Names };

/** How a model was compiled, but for its optimizer. */
export interface KerasCompile extends Json {
  loss: unknown;
  metrics: unknown;
  loss_weights: null;
  weighted_metrics: null;
}

/**
 * @param leftOut gets a sentence if Keras lacks one of them
 * @returns `undefined` then
 */
export function trainingToKeras(
  { loss, metrics }: io.TrainingConfig,
  topology: LayerJson,
  leftOut: string[],
): KerasCompile | undefined {
  const missing: string[] = [];
  const respelled = (kind: Kind, names: Names): Names => {
    if (typeof names === 'string') {
      const name = nameInKeras(kind, names);
      if (name === undefined) missing.push(names);
      return name ?? names;
    }
    if (!isObject(names)) return (names as readonly Names[]).map((one) => respelled(kind, one));
    return Object.fromEntries(Object.entries(names).map(([output, one]) => [output, respelled(kind, one as Names)]));
  };
  const outputs = outputsOf(topology);
  const compile: KerasCompile = {
    loss: forEach(outputs, respelled('loss', loss as Names), 'string'),
    metrics: forEach(outputs, respelled('metric', (metrics ?? []) as Names), 'object'),
    loss_weights: null,
    weighted_metrics: null,
  };
  if (missing.length === 0) return compile;
  leftOut.push(
    `a file of Keras leaves out how the model was compiled, because Keras has no ${missing.join(', ')}. ` +
      'Compile it again in Keras.',
  );
  return undefined;
}

/** TensorFlow.js takes what is given once for each output; Keras wants it as many times as there are outputs. */
function forEach(outputs: number, names: Names, once: 'string' | 'object'): Names {
  const isOnce = once === 'string' ? typeof names === 'string' : Array.isArray(names);
  return outputs > 1 && isOnce ? Array.from({ length: outputs }, () => names) : names;
}

function outputsOf({ class_name, config }: LayerJson): number {
  return FUNCTIONAL.includes(class_name) ? (config.output_layers as unknown[]).length : 1;
}
