// @ts-check
import { DONE } from '@cb/core';
import { median } from './statistics.js';

/** @typedef {import('@tensorflow/tfjs-layers').Callback} Callback */

/** What hooks take, in microseconds. @typedef {{ epoch: number, batch: number, once: number }} HookTimes */

const HOOKS = /** @type {const} */ ([
  'onTrainBegin',
  'onEpochBegin',
  'onBatchBegin',
  'onBatchEnd',
  'onEpochEnd',
  'onTrainEnd',
]);

/**
 * Times the hooks of a callback from now on. Inside, because identical runs of `fit` differ by more than hooks take.
 *
 * @param {Callback} callback
 * @returns {Record<(typeof HOOKS)[number], number[]>} the milliseconds of each call, as they come
 */
export function timeHooks(callback) {
  const times = Object.fromEntries(HOOKS.map((name) => [name, /** @type {number[]} */ ([])]));
  for (const name of HOOKS) {
    const hook = /** @type {(...args: unknown[]) => Promise<void>} */ (callback[name].bind(callback));
    // The hooks of our callbacks are own properties, so they know an instance by its identity, not by its hooks.
    Object.defineProperty(callback, name, {
      value: async (/** @type {unknown[]} */ ...args) => {
        const begin = performance.now();
        const over = hook(...args);
        // That `fit` awaits each hook, over or not, takes its time and not that of the hook.
        if (over !== DONE) await over;
        times[name]?.push(performance.now() - begin);
      },
    });
  }
  return /** @type {never} */ (times);
}

/**
 * What the hooks of a callback take in a fit.
 *
 * @param {Callback} callback
 * @param {(callbacks: Callback[]) => Promise<unknown>} fit
 */
export async function timeFit(callback, fit) {
  const times = timeHooks(callback);
  await fit([callback]);
  return hookTimes(times);
}

/**
 * What the hooks took of a typical epoch, those of its batches included, of a typical batch, and of the training's begin
 * and end.
 *
 * @param {ReturnType<typeof timeHooks>} times
 * @returns {HookTimes}
 */
function hookTimes({ onTrainBegin, onEpochBegin, onBatchBegin, onBatchEnd, onEpochEnd, onTrainEnd }) {
  const batches = onBatchBegin.map((time, index) => time + Number(onBatchEnd[index]));
  const size = batches.length / onEpochEnd.length;
  const epochs = onEpochBegin.map(
    (time, index) => time + Number(onEpochEnd[index]) + sum(batches.slice(index * size, (index + 1) * size)),
  );
  return {
    epoch: 1000 * median(epochs),
    batch: 1000 * median(batches),
    once: 1000 * (sum(onTrainBegin) + sum(onTrainEnd)),
  };
}

/** @param {readonly number[]} values */
export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
