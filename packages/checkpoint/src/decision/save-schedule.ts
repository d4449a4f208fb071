import type { JSONValue } from '@cb/core/monitor';

/**
 * When a checkpoint is due; `ModelCheckpointOptions` says what the members mean. Without the last two, epochs count.
 */
export interface ScheduleRules {
  period: number;
  batches: number | undefined;
  seconds: number | undefined;
}

/**
 * Counts epochs, batches or time, and says when a checkpoint is due. Epochs and batches count over the borders of fits.
 */
export class SaveSchedule {
  readonly #rules: ScheduleRules;
  #epochs = 0;
  #batches = 0;
  #since = 0;

  constructor(rules: ScheduleRules) {
    this.#rules = rules;
  }

  /** Whether checkpoints come at the ends of batches, not of epochs. */
  get withinEpochs(): boolean {
    return this.#rules.batches !== undefined || this.#rules.seconds !== undefined;
  }

  /** A fit begins. @param now milliseconds of a clock that never goes back */
  begin(now: number): void {
    this.#since = now;
  }

  /** Counts one epoch. True for every `period`-th, whatever became of the ones before. */
  epochEnded(): boolean {
    if (this.withinEpochs) return false;
    this.#epochs++;
    if (this.#epochs < this.#rules.period) return false;
    this.#epochs = 0;
    return true;
  }

  /** Counts one batch. True for each that completes the number, or the time, from one checkpoint to the next. */
  batchEnded(now: number): boolean {
    if (!this.withinEpochs) return false;
    const { batches = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = this.#rules;
    this.#batches++;
    if (this.#batches < batches && now - this.#since < seconds * 1000) return false;
    this.#batches = 0;
    this.#since = now;
    return true;
  }

  /** What `resume` needs, as JSON. Time starts afresh. */
  save(): Record<string, JSONValue> {
    return { epochsSinceDue: this.#epochs, batchesSinceDue: this.#batches };
  }

  /** Goes on from what `save` gave. */
  resume({ epochsSinceDue, batchesSinceDue }: Record<string, JSONValue>): void {
    this.#epochs = Number(epochsSinceDue);
    this.#batches = Number(batchesSinceDue);
  }
}
