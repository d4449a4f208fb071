import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { breathe } from './event-loop.js';

const HOOKS = ['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onBatchBegin', 'onBatchEnd'] as const;

type Hook = (this: unknown, ...args: unknown[]) => Promise<void>;

/**
 * The base of every callback here. A subclass overrides the hooks it needs, under TensorFlow.js's names, and
 * `dispose()` if it holds anything; it calls no `super` hook.
 *
 * Around each hook the base
 * - refuses to run without a model, which is what a second copy of TensorFlow.js leads to;
 * - gives the event loop a turn at least every 50 ms, so that timers, signals and writes run during training;
 * - disposes what the run held: after `onTrainEnd`, and before `onTrainBegin` what a run that threw has left.
 */
export abstract class Callback extends LayersCallback {
  constructor() {
    super();
    for (const hook of HOOKS) {
      const own = this[hook] as Hook;
      const value = guarded(this, hook, own);
      Object.defineProperty(this, hook, { value, writable: true, configurable: true });
    }
  }

  /** Releases what a run holds: tensors, files. May be called at any time, and more than once. */
  dispose(): void | Promise<void> {}
}

/** The hook as an own property of the instance, so that it is still ours when TensorFlow.js takes it off the instance. */
function guarded(callback: Callback, name: (typeof HOOKS)[number], hook: Hook): Hook {
  return async function (this: unknown, ...args) {
    if (this !== callback || !callback.model) throw notRecognised(callback);
    if (name === 'onTrainBegin') await callback.dispose();
    try {
      await hook.apply(callback, args);
    } finally {
      if (name === 'onTrainEnd') await callback.dispose();
    }
    await breathe(callback.params ?? callback);
  };
}

function notRecognised(callback: Callback): Error {
  return new Error(
    `${callback.constructor.name}: fit() does not recognise it as a callback and runs its hooks without a model. ` +
      'Either the first element of `callbacks` is a plain object: pass callback instances only, or use combine(). ' +
      'Or two copies of TensorFlow.js are installed: run `npm ls @tensorflow/tfjs-layers`, ' +
      'give all of them one version, then `npm dedupe`.',
  );
}
