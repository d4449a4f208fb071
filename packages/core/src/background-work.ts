import { breatheUntil, type Clock } from './event-loop.js';

/** Work of a callback that goes on while training does, and the failures that nobody has been told of. */
export class BackgroundWork {
  readonly #pending = new Set<Promise<void>>();
  /** What nobody was told of: emptied by `report`. */
  readonly failures: unknown[] = [];

  /** Takes on work. Until it is over, each hook of the fit that has this clock gives the event loop a turn. */
  add(work: Promise<unknown>, clock: Clock): void {
    const over = this.attempt(() => work).then(() => {
      this.#pending.delete(over);
    });
    this.#pending.add(over);
    breatheUntil(over, clock);
  }

  /** Does something at once, and keeps its failure for `report`. */
  async attempt(action: () => unknown): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.failures.push(error);
    }
  }

  get isPending(): boolean {
    return this.#pending.size > 0;
  }

  /** Waits for all work, that which is taken on meanwhile included. */
  async finish(): Promise<void> {
    while (this.isPending) await Promise.all(this.#pending);
  }

  /** Tells of every failure, once. @throws the failure, or an `AggregateError` of several */
  report(): void {
    const failures = this.failures.splice(0);
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('\n'));
  }
}
