// @ts-check
import { createRequire } from 'node:module';

/**
 * `tf.node` of tfjs-node, which is the current backend: its callback and its writer for TensorBoard. Each writer is to have
 * a folder of its own: two of one second in one folder share a file.
 */
export function tfjsNode() {
  return createRequire(import.meta.resolve('@cb-tooling/backend/load'))('@tensorflow/tfjs-node').node;
}
