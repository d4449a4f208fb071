import type { Children } from './children.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Ends trials in time when this process is asked to end: the first signal interrupts them, a second one ends them at
 * once.
 */
export class Interruption {
  readonly #children: Children;
  readonly #onFirst: () => void;
  readonly #listener = (signal: NodeJS.Signals) => this.#hear(signal);

  /** The first signal that has come. */
  signal: NodeJS.Signals | undefined;

  constructor(children: Children, onFirst: () => void = () => {}) {
    this.#children = children;
    this.#onFirst = onFirst;
    for (const signal of SIGNALS) process.on(signal, this.#listener);
  }

  /** Listens no more. */
  stop(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }

  /**
   * Lets the signal do what it would have done, unless others listen: then the end of the process is theirs to decide.
   */
  proceed(): void {
    this.stop();
    if (this.signal !== undefined && process.listenerCount(this.signal) === 0) process.kill(process.pid, this.signal);
  }

  #hear(signal: NodeJS.Signals): void {
    if (this.signal !== undefined) {
      this.#children.kill();
      return;
    }
    this.signal = signal;
    this.#children.interrupt();
    this.#onFirst();
  }
}
