import type { Direction } from '@cb/core/monitor';
import type { TrialResult } from '../results/result.js';
import type { SweepEvent } from './event.js';
import { TrialRecord } from './trial-record.js';

/** The trials of a sweep: what follows from its events, whoever has kept them. */
export class SweepTable {
  readonly direction: Direction;
  readonly #records = new Map<number, TrialRecord>();

  constructor(direction: Direction, events: Iterable<SweepEvent> = []) {
    this.direction = direction;
    for (const event of events) this.apply(event);
  }

  /** @throws Error for an event of a trial that was never planned */
  apply(event: SweepEvent): void {
    if (event.type === 'planned') this.#records.set(event.trial, new TrialRecord(event.trial, event.params));
    else this.record(event.trial).apply(event);
  }

  /** @throws Error if the trial was never planned */
  record(trial: number): TrialRecord {
    const record = this.#records.get(trial);
    if (record === undefined) throw new Error(`there is no trial ${trial} in the sweep`);
    return record;
  }

  has(trial: number): boolean {
    return this.#records.has(trial);
  }

  /** All records, in the order in which they were planned. */
  get records(): TrialRecord[] {
    return [...this.#records.values()];
  }

  get results(): TrialResult[] {
    return this.records.map((record) => record.result(this.direction));
  }
}

/** The trial with the best value; of equal ones the first. Trials that failed are none. */
export function bestOf(results: readonly TrialResult[], direction: Direction): TrialResult | undefined {
  let best: TrialResult | undefined;
  for (const one of results) {
    if (one.value === undefined || one.status === 'failed') continue;
    const isBetter =
      direction === 'min' ? one.value < (best?.value ?? Infinity) : one.value > (best?.value ?? -Infinity);
    if (best === undefined || isBetter) best = one;
  }
  return best;
}
