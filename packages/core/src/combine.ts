import { type Callback, CustomCallback, type CustomCallbackArgs } from '@tensorflow/tfjs-layers';
import { suggestion } from './suggestion.js';

const HOOK_NAMES: readonly (keyof CustomCallbackArgs)[] = [
  'onTrainBegin',
  'onTrainEnd',
  'onEpochBegin',
  'onEpochEnd',
  'onBatchBegin',
  'onBatchEnd',
  'onYield',
  'nowFunc',
  'nextFrameFunc',
];

/**
 * Callbacks of both kinds in one list: instances, and plain objects with hooks, which `fit` cannot take side by side.
 *
 * @example
 * ```ts
 * callbacks: combine([new EarlyStopping(), { onEpochEnd: (epoch, logs) => console.log(epoch, logs) }])
 * ```
 *
 * @throws TypeError for an unknown hook name, which `fit` would ignore
 */
export function combine(callbacks: readonly (Callback | CustomCallbackArgs)[]): Callback[] {
  if (!Array.isArray(callbacks)) throw new TypeError('combine: it got no array. Pass [callback, { onEpochEnd }].');
  return callbacks.map((callback, index) => (isInstance(callback) ? callback : fromHooks(callback, index)));
}

function isInstance(callback: Callback | CustomCallbackArgs): callback is Callback {
  return typeof (callback as Callback | null)?.setModel === 'function';
}

function fromHooks(hooks: CustomCallbackArgs, index: number): Callback {
  if (typeof hooks !== 'object' || hooks === null) {
    const got = typeof hooks === 'function' ? 'a function' : String(hooks);
    throw new TypeError(`combine: element ${index} is ${got}. Pass callback instances, or objects with hooks.`);
  }
  for (const name of Object.keys(hooks)) {
    if ((HOOK_NAMES as readonly string[]).includes(name)) continue;
    const remedy = suggestion(name, HOOK_NAMES) ?? `Pass some of ${HOOK_NAMES.join(', ')}.`;
    throw new TypeError(`combine: element ${index} has an unknown hook \`${name}\`. ${remedy}`);
  }
  // `onYield` runs by TensorFlow.js's own timing, which waits for animation frames: in a hidden tab there are none.
  return new CustomCallback(hooks, hooks.onYield ? 'auto' : 'never') as unknown as Callback;
}
