import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { breathe } from './event-loop.js';
import { type CallbackState, type HeldState, holdState, STATE_VERSION } from './state.js';

const HOOKS = ['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onBatchBegin', 'onBatchEnd'] as const;

type Hook = (...args: unknown[]) => Promise<void>;

/**
 * The base of every callback here. A subclass overrides the hooks it needs, under TensorFlow.js's names, `dispose()` if
 * it holds anything, `saveState()` and `loadState()` if it remembers anything; it calls no `super` hook.
 *
 * Around each hook the base
 * - refuses to run without a model, which is what a second copy of TensorFlow.js leads to;
 * - gives the event loop a turn at least every 50 ms, so that timers, signals and writes run during training;
 * - disposes what the run held: after `onTrainEnd`, and before `onTrainBegin` what a run that threw has left;
 * - applies, after `onTrainBegin`, the state that was set before.
 */
export abstract class Callback extends LayersCallback {
  readonly #release: () => void | Promise<void>;
  #pending: HeldState | undefined;

  constructor() {
    super();
    // Own properties, so that a hook is still ours when TensorFlow.js takes it off the instance.
    const define = (name: string, value: unknown) =>
      Object.defineProperty(this, name, { value, writable: true, configurable: true });
    for (const name of HOOKS) {
      const own = this[name] as Hook;
      const run = (args: unknown[], caller: unknown) => this.#run(name, own, args, caller);
      define(name, function (this: unknown, ...args: unknown[]) {
        return run(args, this);
      });
    }
    this.#release = this.dispose;
    define('dispose', () => {
      this.#forget();
      return this.#release();
    });
  }

  /** Releases what a run holds: tensors, files. May be called at any time, and more than once. */
  dispose(): void | Promise<void> {}

  /** What another instance needs to go on from here. Its tensors are borrowed: save or copy them before training goes on. */
  getState(): CallbackState {
    const { values, weights } = this.saveState();
    return { values: { ...values, version: STATE_VERSION }, ...(weights && { weights }) };
  }

  /**
   * Goes on from a state instead of afresh, once training begins. The caller may dispose the tensors.
   *
   * @throws TypeError if it is no state, or that of another version or another callback
   */
  setState(state: CallbackState): void {
    const held = holdState(this.#name, state, this.saveState().values.callback);
    this.#forget();
    this.#pending = held;
  }

  /**
   * For subclasses: what `loadState` needs. The tensors stay the subclass's. A value `callback`, the name of the class,
   * keeps the states of other classes out.
   */
  protected saveState(): CallbackState {
    return { values: {} };
  }

  /** For subclasses: go on from what `saveState` gave, in `onTrainBegin`. The tensors are disposed afterwards. */
  protected loadState(_state: CallbackState): void {}

  async #run(name: (typeof HOOKS)[number], hook: Hook, args: unknown[], caller: unknown): Promise<void> {
    if (caller !== this) throw notRecognised(this.#name);
    if (!this.model) throw new Error(`${this.#name}: it has no model. Call setModel(model) before its hooks.`);
    if (name === 'onTrainBegin') await this.#release();
    try {
      await hook.apply(this, args);
      if (name === 'onTrainBegin' && this.#pending) {
        this.loadState(this.#pending.state);
        this.#forget();
      }
    } finally {
      if (name === 'onTrainEnd') await this.#release();
    }
    await breathe(this.params ?? this);
  }

  get #name(): string {
    return this.constructor.name;
  }

  #forget(): void {
    this.#pending?.dispose();
    this.#pending = undefined;
  }
}

function notRecognised(name: string): Error {
  return new Error(
    `${name}: fit() does not recognise it as a callback and runs its hooks without a model. ` +
      'Either the first element of `callbacks` is a plain object: pass callback instances only, or use combine(). ' +
      'Or two copies of TensorFlow.js are installed: run `npm ls @tensorflow/tfjs-layers`, ' +
      'give all of them one version, then `npm dedupe`.',
  );
}
