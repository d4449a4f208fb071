import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';

/** What TensorFlow.js itself hangs on a callback. */
const FOREIGN = ['model', 'params', 'validationData'];

/** The values of a callback's own getters and public fields. */
export function publicState(callback: LayersCallback): Record<string, unknown> {
  const fields = Object.entries(callback).filter(([name]) => !FOREIGN.includes(name));
  const state: Record<string, unknown> = Object.fromEntries(fields);
  let prototype = Object.getPrototypeOf(callback);
  while (prototype !== LayersCallback.prototype) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (get) state[name] = get.call(callback);
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return state;
}

/** A value in one line, in which NaN, infinities and `undefined` differ. */
export function show(value: unknown): string {
  const spelt = (_name: string, one: unknown) =>
    one === undefined || (typeof one === 'number' && !Number.isFinite(one)) ? String(one) : one;
  return JSON.stringify(value, spelt);
}
