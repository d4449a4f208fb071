import { optionError, printable, show } from '@cb/core';
import type { HParam } from '../events/hparams.js';
import { isSamples } from './samples.js';
import type { Samples } from './tensorboard-options.js';

// Options that are objects, each checked as far as that can be done without the model. They throw a TypeError.

export const SAMPLES = 'a tensor, or an array or an object of tensors';

export function layerNames(names: unknown): string[] {
  const remedy = "Pass an array of layers' names.";
  if (!Array.isArray(names)) throw optionError('TensorBoard', 'embeddingsLayerNames', names, remedy, TypeError);
  const other = names.findIndex((name) => typeof name !== 'string');
  if (other >= 0) throw badItem('embeddingsLayerNames', show(names[other]), remedy);
  return [...new Set<string>(names)];
}

export function samples(data: unknown): Samples {
  if (isSamples(data)) return data;
  throw optionError('TensorBoard', 'embeddingsData', data, `Pass ${SAMPLES}, as for fit().`, TypeError);
}

export function inputsAndTargets(data: unknown): { x: Samples; y: Samples } {
  const [x, y, ...more] = Array.isArray(data) ? data : [];
  if (isSamples(x) && isSamples(y) && more.length === 0) return { x, y };
  throw optionError('TensorBoard', 'gradsData', data, `Pass [x, y], each ${SAMPLES}, as for fit().`, TypeError);
}

export function hyperparameters(values: unknown): Record<string, HParam> {
  const remedy = 'Pass an object with a finite number, a string, true or false by name.';
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw optionError('TensorBoard', 'hparams', values, remedy, TypeError);
  }
  const own: [string, unknown][] = Object.entries(values);
  for (const [name, value] of own) {
    if (['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) continue;
    throw badItem('hparams', `${show(value)} as \`${printable(name)}\``, remedy);
  }
  return Object.fromEntries(own) as Record<string, HParam>;
}

function badItem(option: string, item: string, remedy: string): TypeError {
  return new TypeError(`TensorBoard: option \`${option}\` has ${item}. ${remedy}`);
}
