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

/** A state and its tensors, kept until `dispose()`. */
export interface HeldState {
  state: CallbackState;
  dispose(): void;
}

/**
 * @param callback the name that the state must bear
 * @throws TypeError if it is no state that `owner` can go on from
 */
export function holdState(owner: string, state: CallbackState, callback: JSONValue | undefined): HeldState {
  const fault = faultOf(state, callback);
  if (fault) {
    throw new TypeError(`${owner}: the state ${fault}. Pass what getState() gave, with tensors as its weights.`);
  }
  const weights = state.weights?.map(({ name, tensor }) => ({ name, tensor: share(tensor) }));
  return {
    state: { values: state.values, ...(weights && { weights }) },
    dispose: () => {
      for (const { tensor } of weights ?? []) tensor.dispose();
    },
  };
}

function faultOf(state: CallbackState | undefined, expected: JSONValue | undefined): string | undefined {
  if (state?.values?.version === undefined) return 'is no state of a callback';
  const { version, callback } = state.values;
  if (version !== STATE_VERSION) return `has version ${version}, and this release reads version ${STATE_VERSION}`;
  if (callback !== expected) return `is that of ${callback ?? 'another callback'}`;
  const isTensor = ({ tensor }: NamedTensor) => typeof tensor?.dataSync === 'function';
  return state.weights?.every(isTensor) === false ? 'has weights that are no tensors' : undefined;
}
