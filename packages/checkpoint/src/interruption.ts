const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

type Signal = (typeof SIGNALS)[number];

/** What Node.js's `process` offers here; a browser has none. */
interface SignalSource {
  pid: number;
  on(signal: Signal, listener: (signal: Signal) => void): void;
  off(signal: Signal, listener: (signal: Signal) => void): void;
  listenerCount(signal: Signal): number;
  kill(pid: number, signal: Signal): void;
}

/** After so long without a sign of training there is none, and nobody will save. In milliseconds. */
const NO_TRAINING_AFTER_MS = 30_000;

/**
 * Holds back the signals that end the process, until what must be saved is saved.
 *
 * The first signal is noted for the next hook; a second one ends the process. So does the first if no hook comes,
 * because training has thrown.
 */
export class Interruption {
  readonly #source: SignalSource;
  readonly #listener = (signal: Signal) => this.#note(signal);
  #noted: Signal | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #isTraining = true;

  /** @returns `undefined` where there are no signals */
  static listen(): Interruption | undefined {
    const { process } = globalThis as { process?: SignalSource };
    return typeof process?.kill === 'function' ? new Interruption(process) : undefined;
  }

  private constructor(source: SignalSource) {
    this.#source = source;
    for (const signal of SIGNALS) source.on(signal, this.#listener);
  }

  /** Asked by each hook: whether the process is to end. */
  get isNoted(): boolean {
    this.#isTraining = true;
    return this.#noted !== undefined;
  }

  /** Listens no more. */
  stop(): void {
    clearInterval(this.#watch);
    for (const signal of SIGNALS) this.#source.off(signal, this.#listener);
  }

  /** Lets the signal do what it would have done, unless others listen: then the process's end is theirs to decide. */
  proceed(): void {
    this.stop();
    const signal = this.#noted;
    if (signal !== undefined && this.#source.listenerCount(signal) === 0) this.#source.kill(this.#source.pid, signal);
  }

  #note(signal: Signal): void {
    if (this.#noted !== undefined) {
      this.proceed();
      return;
    }
    this.#noted = signal;
    this.#watch = setInterval(() => {
      if (!this.#isTraining) this.proceed();
      this.#isTraining = false;
    }, NO_TRAINING_AFTER_MS);
  }
}
