import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';

/** The values of a callback's own getters. */
export function publicState(callback: LayersCallback): Record<string, unknown> {
  const state: Record<string, unknown> = {};
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
