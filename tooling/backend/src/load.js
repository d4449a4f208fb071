import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';

/** The backends this repository runs on; `tensorflow` is tfjs-node, the reference. */
export const BACKENDS = /** @type {const} */ (['cpu', 'wasm', 'tensorflow']);

/**
 * Loads a backend and makes it the current one.
 *
 * @param {string} name one of {@link BACKENDS}
 * @throws {RangeError} for another name
 * @throws {Error} when it cannot be initialised; for `tensorflow`, when tfjs-node is not installed or its native library
 *   does not load
 */
export async function loadBackend(name) {
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else if (name === 'tensorflow') loadNative();
  else throw new RangeError(`backend is "${name}". Pass one of ${BACKENDS.join(', ')}.`);
  if (!(await tf.setBackend(name))) throw new Error(`backend ${name} was found, but could not be initialised.`);
}

function loadNative() {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  // tfjs-node 4.22 calls two functions that Node 23 removed: https://github.com/tensorflow/tfjs/issues/8609
  const legacy = /** @type {{ isNullOrUndefined?: unknown, isArray?: unknown }} */ (util);
  legacy.isNullOrUndefined ??= (/** @type {unknown} */ value) => value == null;
  legacy.isArray ??= Array.isArray;
  // require(), because a failing native library must fail here, where it can be caught and named.
  createRequire(import.meta.url)('@tensorflow/tfjs-node');
}
