import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { type Admission, aroundHook, type Hook, NOT_ADMITTED } from './around-hook.js';
import { BackgroundWork } from './background-work.js';
import { notAMethod, notRecognised, standsTwice } from './callback-errors.js';
import { breathe, type Clock, clockOf } from './event-loop.js';
import type { Logs } from './metrics.js';
import { nameOf } from './name-of.js';
import { type CallbackState, type HeldState, holdState, STATE_VERSION } from './state.js';

const HOOKS = ['onEpochBegin', 'onEpochEnd', 'onBatchBegin', 'onBatchEnd'] as const;

/** What the base wraps, so that it must not be hidden. */
const WRAPPED: readonly string[] = [...HOOKS, 'onTrainBegin', 'onTrainEnd', 'dispose'];

/**
 * The base of every callback here. A subclass overrides the hooks it needs, under TensorFlow.js's names, `dispose()` if
 * it holds anything, `saveState()` and `loadState()` if it remembers anything; it calls no `super` hook. Work that goes
 * on after a hook, such as a write, it hands to `background()`.
 *
 * Around each hook the base
 * - refuses to run without a model, which is what a second copy of TensorFlow.js leads to;
 * - throws what work in the background has failed with;
 * - gives the event loop a turn at least every 50 ms, and at each hook while work is pending, so that timers, signals
 *   and writes run during training;
 * - disposes what the run held: after `onTrainEnd`, and before `onTrainBegin` what a run that threw has left, in both
 *   cases when the work in the background is over;
 * - applies, after `onTrainBegin`, the state that was set before.
 */
export abstract class Callback extends LayersCallback {
  readonly #disposeOwn: () => void | Promise<void>;
  readonly #work = new BackgroundWork();
  #pending: HeldState | undefined;
  /** The `params` of the fit whose `onTrainBegin` is the last hook that ran. */
  #begun: object | undefined;
  readonly #admission: Admission = { params: NOT_ADMITTED, clock: clockOf(this), failures: this.#work.failures };

  constructor() {
    super();
    // Own properties, so that a hook is still ours when TensorFlow.js takes it off the instance.
    const define = (name: string, value: unknown) => {
      const set = () => {
        throw notAMethod(nameOf(this), name);
      };
      Object.defineProperty(this, name, { get: () => value, set, configurable: true });
    };
    const admit = (caller: unknown) => this.#admit(caller);
    for (const name of HOOKS) {
      const own = this[name] === LayersCallback.prototype[name] ? undefined : (this[name] as Hook);
      define(name, aroundHook(this, own, this.#admission, admit));
    }
    const callback = this;
    const { onTrainBegin, onTrainEnd } = this;
    define('onTrainBegin', async function (this: unknown, logs?: Logs) {
      callback.#recognise(this);
      await callback.#begin(() => onTrainBegin.call(callback, logs));
    });
    define('onTrainEnd', async function (this: unknown, logs?: Logs) {
      callback.#recognise(this);
      await callback.#end(() => onTrainEnd.call(callback, logs));
    });
    this.#disposeOwn = this.dispose;
    define('dispose', () => {
      this.#begun = undefined;
      this.#forget();
      return this.#release();
    });
  }

  /**
   * Releases what a run holds: tensors, files. May be called at any time, and more than once. It waits for work in the
   * background, and rejects with a failure of it that no hook has thrown.
   */
  dispose(): void | Promise<void> {}

  /**
   * What another instance needs to go on from here. Its tensors are borrowed: save or copy them before training goes
   * on.
   */
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
    const held = holdState(nameOf(this), state, this.saveState().values.callback);
    this.#forget();
    this.#pending = held;
  }

  /**
   * @throws TypeError if a hook or `dispose` is a class field, which by then has hidden what the base does around it
   */
  override setModel(model: Parameters<LayersCallback['setModel']>[0]): void {
    const field = Object.keys(this).find((name) => WRAPPED.includes(name));
    if (field !== undefined) throw notAMethod(nameOf(this), field);
    super.setModel(model);
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

  /**
   * For subclasses: hands over work that goes on while training does, such as a write. When it fails, the next hook of
   * this callback throws, once; `onTrainEnd` waits for all of it, after the subclass's own, and throws what is left.
   * When training threw, `dispose()` or the next `onTrainBegin` does both. What is to be done about a failure instead
   * belongs into the promise.
   */
  protected background(work: Promise<unknown>): void {
    this.#work.add(work, this.#clock);
  }

  /** Resolves when work in the background is over, failed or not: then what the state tells of has come about. */
  async settled(): Promise<void> {
    await this.#work.finish();
  }

  #recognise(caller: unknown): void {
    if (caller !== this) throw notRecognised(nameOf(this));
    if (!this.model) throw new Error(`${nameOf(this)}: it has no model. Call setModel(model) before its hooks.`);
  }

  /** Looks before the first hook of an epoch or a batch in a fit, and whenever work has failed. */
  #admit(caller: unknown): void {
    this.#recognise(caller);
    this.#begun = undefined;
    this.#work.report();
    this.#admission.params = this.params;
    this.#admission.clock = this.#clock;
  }

  async #begin(hook: () => Promise<void>): Promise<void> {
    if (this.params && this.#begun === this.params) throw standsTwice(nameOf(this));
    this.#begun = this.params;
    this.#admission.params = NOT_ADMITTED;
    await this.#release();
    await hook();
    if (this.#pending) this.loadState(this.#pending.state);
    this.#forget();
    await breathe(this.#clock);
  }

  async #end(hook: () => Promise<void>): Promise<void> {
    this.#begun = undefined;
    await this.#work.attempt(hook);
    await this.#release();
    await breathe(this.#clock);
  }

  /** Disposes at once when nothing is pending, for callers that do not wait. */
  async #release(): Promise<void> {
    if (this.#work.isPending) await this.#work.finish();
    await this.#work.attempt(() => this.#disposeOwn());
    this.#work.report();
  }

  /** What the callbacks of one fit have in common is its `params`. */
  get #clock(): Clock {
    return clockOf(this.params ?? this);
  }

  #forget(): void {
    this.#pending?.dispose();
    this.#pending = undefined;
  }
}
