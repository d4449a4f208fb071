import { type CheckpointFacts, writeFacts } from '../catalog/facts.js';
import type { Kept } from '../decision/kept.js';
import type { Moment } from '../decision/moment.js';
import type { ModelSnapshot } from '../model/model-snapshot.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** A checkpoint to be written under a name, and what follows from it. */
export interface Order {
  name: string;
  /** What is not kept any more when it is written. */
  displaced?: readonly Kept[];
  written(): void;
  failed?(): void;
}

/** What is written of one moment. */
export interface Save {
  moment: Moment;
  facts: CheckpointFacts;
  /** Disposed when it is written. */
  snapshot: ModelSnapshot;
  orders: readonly Order[];
  /** The absolute paths of checkpoints that a model was loaded from. */
  spared: ReadonlySet<string>;
}

/** Writes checkpoints, one after another. */
export class SaveQueue {
  readonly #store: CheckpointStore;
  readonly #throwsErrors: boolean;
  #last: Promise<void> = Promise.resolve();

  /** @param throwsErrors otherwise a checkpoint that cannot be written is a warning */
  constructor(store: CheckpointStore, throwsErrors: boolean) {
    this.#store = store;
    this.#throwsErrors = throwsErrors;
  }

  /** Resolves when nothing is being written. */
  idle(): Promise<void> {
    return this.#last;
  }

  /** @returns a promise that resolves when all is written, and rejects for an error that is not a warning */
  save(save: Save): Promise<void> {
    const work = this.#last.then(() => this.#write(save));
    const reported = this.#throwsErrors ? work : work.catch((error: Error) => console.warn(error.message));
    this.#last = reported.catch(() => {});
    return reported;
  }

  async #write({ moment, facts, snapshot, orders, spared }: Save): Promise<void> {
    const noted = { ...snapshot, own: { ...snapshot.own, facts: writeFacts(facts) } };
    const displaced: Kept[] = [];
    let failure: unknown;
    for (const order of orders) {
      try {
        await this.#store.write({ name: order.name, moment, facts, snapshot: noted });
      } catch (error) {
        failure ??= error;
        order.failed?.();
        continue;
      }
      displaced.push(...(order.displaced ?? []));
      order.written();
    }
    snapshot.dispose();
    // What was written is noted, also when something else could not be. The first failure is the one to report.
    await this.#store.settle(displaced, spared).catch((error) => {
      failure ??= error;
    });
    if (failure !== undefined) throw failure;
  }
}
