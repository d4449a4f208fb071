import * as tf from '@tensorflow/tfjs-core';

/** What Keras writes of a weight at most. */
const MAX_IMAGES = 3;

/**
 * A weight as images [number, height, width, channels] of values from 0 to 1, laid out as in Keras: a vector as a
 * column, a matrix lying on its longer side, a stack of kernels as an image each, of which the first three are given.
 *
 * Zero is 0.5 and the largest magnitude in the weight 0 or 1, because half of most weights is negative. What is not
 * finite is 0.5.
 *
 * @returns a new tensor, or `undefined` for a weight that is no image
 */
export function weightImages(weight: tf.Tensor): tf.Tensor4D | undefined {
  return tf.tidy(() => {
    const images = arrange(tf.squeeze(weight));
    if (images === undefined) return undefined;
    const finite = tf.where(tf.isFinite(images), images, tf.zerosLike(images));
    const largest = tf.max(tf.abs(finite));
    const shown = tf.slice(finite, 0, Math.min(finite.shape[0], MAX_IMAGES));
    return tf.add(tf.mul(tf.divNoNan(shown, largest), 0.5), 0.5) as tf.Tensor4D;
  });
}

function arrange(weight: tf.Tensor): tf.Tensor4D | undefined {
  if (weight.rank === 1) return tf.reshape(weight, [1, weight.size, 1, 1]);
  if (weight.rank === 2) {
    const [rows, columns] = weight.shape as [number, number];
    const lying = rows > columns ? tf.transpose(weight) : weight;
    return tf.reshape(lying, [1, Math.min(rows, columns), Math.max(rows, columns), 1]);
  }
  if (weight.rank === 3) return tf.expandDims(tf.transpose(weight, [2, 0, 1]), 3);
  const channels = weight.shape[3] ?? 0;
  return weight.rank === 4 && [1, 3, 4].includes(channels) ? (weight as tf.Tensor4D) : undefined;
}
