import { keep, reshape, type Tensor } from '@tensorflow/tfjs-core';

/**
 * A tensor on the same memory, which lives until it is disposed. On WASM `clone()` would copy it, `reshape` copies on
 * no backend.
 */
export function share<One extends Tensor>(tensor: One): One {
  return keep(reshape(tensor, tensor.shape)) as One;
}
