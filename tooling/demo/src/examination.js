// @ts-check
import { loadModel } from '@cb/checkpoint';
import * as tf from '@tensorflow/tfjs-core';
import { toTensors } from './digits.js';

/** @typedef {import('./digits.js').Digit} Digit */
/** @typedef {import('@tensorflow/tfjs-layers').LayersModel} LayersModel */

/**
 * Lets the model read digits that training never saw, and then the checkpoint of the same weights: what was saved is
 * only worth something if it gives the same answers.
 *
 * @param {LayersModel} model
 * @param {readonly Digit[]} digits
 * @param {string} [checkpoint]
 * @returns {Promise<{ right: number, total: number, mistakes: Mistake[] }>}
 * @throws {Error} when the checkpoint answers otherwise
 *
 * @typedef {{ digit: Digit, answer: number }} Mistake
 */
export async function examine(model, digits, checkpoint) {
  const answers = await read(model, digits);
  if (checkpoint) {
    const loaded = await read(await loadModel(checkpoint), digits);
    const different = answers.filter((answer, index) => answer !== loaded[index]).length;
    if (different > 0) throw new Error(`${checkpoint} reads ${different} digits otherwise than the model itself.`);
  }
  const mistakes = digits
    .map((digit, index) => ({ digit, answer: Number(answers[index]) }))
    .filter(({ digit, answer }) => answer !== digit.label);
  return { right: digits.length - mistakes.length, total: digits.length, mistakes };
}

/**
 * @param {LayersModel} model
 * @param {readonly Digit[]} digits
 * @returns {Promise<Int32Array>} for each digit what the model takes it for
 */
async function read(model, digits) {
  const answers = tf.tidy(() => {
    const { xs } = toTensors(digits);
    const probabilities = /** @type {tf.Tensor} */ (model.predict(xs, { batchSize: 500 }));
    return tf.argMax(probabilities, 1);
  });
  const data = await answers.data();
  answers.dispose();
  return /** @type {Int32Array} */ (data);
}
