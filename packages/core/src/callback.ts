import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { BackgroundWork } from './background-work.js';
import { notAMethod, notRecognised, standsTwice } from './callback-errors.js';
import { breathe } from './event-loop.js';
import { type CallbackState, type HeldState, holdState, STATE_VERSION } from './state.js';

const HOOKS = ['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onBatchBegin', 'onBatchEnd'] as const;

/** What the base wraps, so that it must not be hidden. */
const WRAPPED: readonly string[] = [...HOOKS, 'dispose'];

type Hook = (...args: unknown[]) => unknown;

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

  constructor() {
    super();
    // Own properties, so that a hook is still ours when TensorFlow.js takes it off the instance.
    const define = (name: string, value: unknown) => {
      const set = () => {
        throw notAMethod(this.#name, name);
      };
      Object.defineProperty(this, name, { get: () => value, set, configurable: true });
    };
    for (const name of HOOKS) {
      const own = this[name] as Hook;
      const isEmpty = own === LayersCallback.prototype[name];
      const run = (args: unknown[], caller: unknown) =>
        this.#run(name, isEmpty ? undefined : () => own.apply(this, args), caller);
      define(name, function (this: unknown, ...args: unknown[]) {
        return run(args, this);
      });
    }
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

  /** @throws TypeError if a hook or `dispose` is a class field, which by then has hidden what the base does around it */
  override setModel(model: Parameters<LayersCallback['setModel']>[0]): void {
    const field = Object.keys(this).find((name) => WRAPPED.includes(name));
    if (field !== undefined) throw notAMethod(this.#name, field);
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
   * this callback throws, once; `onTrainEnd` waits for all of it, after the subclass's own, and throws what is left. When
   * training threw, `dispose()` or the next `onTrainBegin` does both.
   * What is to be done about a failure instead belongs into the promise.
   */
  protected background(work: Promise<unknown>): void {
    this.#work.add(work, this.#fit);
  }

  /** Resolves when work in the background is over, failed or not: then what the state tells of has come about. */
  async settled(): Promise<void> {
    await this.#work.finish();
  }

  async #run(name: (typeof HOOKS)[number], hook: (() => unknown) | undefined, caller: unknown): Promise<void> {
    if (caller !== this) throw notRecognised(this.#name);
    if (!this.model) throw new Error(`${this.#name}: it has no model. Call setModel(model) before its hooks.`);
    if (name === 'onTrainBegin') await this.#begin(hook);
    else if (name === 'onTrainEnd') await this.#end(hook);
    else {
      this.#begun = undefined;
      this.#work.report();
      if (hook) await hook();
    }
    const turn = breathe(this.#fit);
    if (turn) await turn;
  }

  async #begin(hook: (() => unknown) | undefined): Promise<void> {
    if (this.params && this.#begun === this.params) throw standsTwice(this.#name);
    this.#begun = this.params;
    await this.#release();
    await hook?.();
    if (this.#pending) this.loadState(this.#pending.state);
    this.#forget();
  }

  async #end(hook: (() => unknown) | undefined): Promise<void> {
    this.#begun = undefined;
    if (hook) await this.#work.attempt(hook);
    await this.#release();
  }

  /** Disposes at once when nothing is pending, for callers that do not wait. */
  async #release(): Promise<void> {
    if (this.#work.isPending) await this.#work.finish();
    await this.#work.attempt(() => this.#disposeOwn());
    this.#work.report();
  }

  /** What the state says, where there is one: bundlers shorten the names of classes. */
  get #name(): string {
    return (this.saveState().values.callback as string | undefined) ?? this.constructor.name;
  }

  /** What the callbacks of one fit have in common. */
  get #fit(): object {
    return this.params ?? this;
  }

  #forget(): void {
    this.#pending?.dispose();
    this.#pending = undefined;
  }
}
