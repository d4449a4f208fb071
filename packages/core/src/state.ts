import type { Tensor } from '@tensorflow/tfjs-core';
import type { JSONValue } from './json-number.js';
import { share } from './share.js';

/** The version of what `getState` gives. A release that changes the meaning of a value raises it. */
export const STATE_VERSION = 1;

/** A tensor to be saved under a name. */
export interface NamedTensor {
  name: string;
  tensor: Tensor;
}

/** What a callback needs to go on where another instance left off. */
export interface CallbackState {
  /** Plain values. Numbers that JSON cannot hold stand as strings: see `toJSONNumber`. */
  values: Record<string, JSONValue>;
  /** Tensors to save beside the values, borrowed: the callback disposes them. */
  weights?: NamedTensor[];
}

/** Keeps a state, tensors included, until `dispose()`. @throws TypeError if it is none that can be read */
export function holdState(owner: string, state: CallbackState): { state: CallbackState; dispose(): void } {
  const version = state?.values?.version;
  if (version !== STATE_VERSION) {
    const fault = version === undefined ? 'is no state of a callback' : `has version ${version}`;
    throw new TypeError(`${owner}: the state ${fault}. Pass what getState() gave, in version ${STATE_VERSION}.`);
  }
  const weights = state.weights?.map(({ name, tensor }) => ({ name, tensor: share(tensor) }));
  return {
    state: { values: state.values, ...(weights && { weights }) },
    dispose: () => {
      for (const { tensor } of weights ?? []) tensor.dispose();
    },
  };
}
