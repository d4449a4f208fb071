// @ts-check
import * as tf from '@tensorflow/tfjs-layers';
import { SIZE } from './digits.js';

/** What a digit is, to either network. */
const inputShape = [SIZE, SIZE, 1];

/**
 * The network that suits a backend: a small convolutional one on tfjs-node, a dense one on WASM, which lacks the
 * gradient of a convolution.
 *
 * @param {import('./backend.js').BackendName} backend
 * @param {number} seed of the first weights
 */
export function buildNetwork(backend, seed) {
  return backend === 'tensorflow'
    ? { network: convolutionalNetwork(seed), description: 'small convolutional network' }
    : { network: denseNetwork(seed), description: 'dense network (WASM cannot train convolutions)' };
}

/** @param {number} seed */
function convolutionalNetwork(seed) {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape, filters: 16, kernelSize: 5, strides: 2, ...relu(seed) }),
      tf.layers.conv2d({ filters: 32, kernelSize: 3, strides: 2, ...relu(seed + 1) }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, ...relu(seed + 2) }),
      answer(seed + 3),
    ],
  });
}

/** @param {number} seed */
function denseNetwork(seed) {
  return tf.sequential({
    layers: [tf.layers.flatten({ inputShape }), tf.layers.dense({ units: 128, ...relu(seed) }), answer(seed + 1)],
  });
}

/** @param {number} seed */
function relu(seed) {
  return { activation: /** @type {const} */ ('relu'), kernelInitializer: tf.initializers.heNormal({ seed }) };
}

/**
 * Ten probabilities, one for each digit.
 *
 * @param {number} seed
 */
function answer(seed) {
  const kernelInitializer = tf.initializers.glorotUniform({ seed });
  return tf.layers.dense({ units: 10, activation: 'softmax', kernelInitializer });
}
