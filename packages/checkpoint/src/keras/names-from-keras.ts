import { isObject, type Json, snakeCase } from './layer-json.js';
import { type Kind, nameFromKeras } from './names-in-keras.js';

/** Losses or metrics by name: one, a list, or one or more for each output. */
export type Names = string | readonly Names[] | { readonly [output: string]: Names };

/** Options of Keras's losses and metrics that change nothing with one of these values. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  axis: [-1],
  from_logits: [false],
  ignore_class: [null],
  label_smoothing: [0],
  reduction: ['auto', 'sum_over_batch_size', null],
  threshold: [0.5, null],
};

/** @throws Error that names one which TensorFlow.js lacks, or an option */
export function namesFromKeras(kind: Kind, value: unknown): Names {
  if (Array.isArray(value)) return value.filter((one) => one !== null).map((one) => namesFromKeras(kind, one));
  if (isObject(value) && typeof value.class_name !== 'string') {
    return Object.fromEntries(Object.entries(value).map(([output, one]) => [output, namesFromKeras(kind, one)]));
  }
  const keras = typeof value === 'string' ? value : nameOfObject(value as Json);
  const name = nameFromKeras(kind, keras);
  if (name === undefined) throw new Error(`TensorFlow.js has no ${kind} ${keras}`);
  return name;
}

/** The name of a loss or metric that Keras wrote with its options. */
function nameOfObject({ class_name, config }: Json): string {
  if (typeof config === 'string') return config;
  const options = isObject(config) ? config : {};
  for (const [option, values] of Object.entries(NEUTRAL)) {
    const value = options[option];
    if (value !== undefined && !values.includes(value)) {
      throw new Error(`TensorFlow.js has no option ${option}, which is ${JSON.stringify(value)} for ${class_name}`);
    }
  }
  return typeof options.fn === 'string' ? options.fn : snakeCase(String(class_name));
}
