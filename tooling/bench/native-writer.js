// @ts-check
import { createRequire } from 'node:module';

/**
 * `tf.node.summaryFileWriter` of tfjs-node, which is the current backend. Each is to have a folder of its own: two of one
 * second in one folder share a file.
 *
 * @param {string} folder
 */
export function nativeWriter(folder) {
  const { node } = createRequire(import.meta.resolve('@cb-tooling/backend/load'))('@tensorflow/tfjs-node');
  return node.summaryFileWriter(folder);
}
