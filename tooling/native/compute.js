import assert from 'node:assert/strict';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';

// Exits with 0 when tfjs-node loads and computes: a convolution, and strings, which have a layout of their own in C.
await loadBackend('tensorflow');

const image = tf.tensor4d(new Float32Array(192).fill(1), [1, 8, 8, 3]);
const filter = tf.tensor4d(new Float32Array(108).fill(1), [3, 3, 3, 4]);
assert.equal(tf.max(tf.conv2d(image, filter, 1, 'same')).dataSync()[0], 27);

const strings = ['short', 'longer than the 22 bytes that fit into the struct itself'];
assert.deepEqual(tf.tensor1d(strings).dataSync(), strings);
