import type { TrialProcess } from './trial-process.js';

/** The trials that run at the moment, to be ended together. */
export class Children {
  readonly #graceMs: number;
  readonly #running = new Set<TrialProcess>();
  #end: 'no' | 'interrupt' | 'kill' = 'no';

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  get size(): number {
    return this.#running.size;
  }

  /** Takes one on until its process is gone. One that comes too late is ended as the others were. */
  add(child: TrialProcess): void {
    this.#running.add(child);
    const forget = () => void this.#running.delete(child);
    child.outcome().then(forget, forget);
    if (this.#end === 'interrupt') child.interrupt(this.#graceMs);
    if (this.#end === 'kill') child.kill();
  }

  /** Asks all to end where they can be gone on with. */
  interrupt(): void {
    this.#end = 'interrupt';
    for (const child of this.#running) child.interrupt(this.#graceMs);
  }

  /** Ends all at once. */
  kill(): void {
    this.#end = 'kill';
    for (const child of this.#running) child.kill();
  }
}
