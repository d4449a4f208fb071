import { fromJSONNumber, type JSONValue, type Monitor, toJSONNumber } from '@cb/core/monitor';

/** Decides, epoch by epoch, whether to write a checkpoint. Numbers in, a decision out. */
export class SaveDecision {
  readonly #period: number;
  readonly #monitor: Monitor | undefined;
  #epochsSinceDue = 0;
  #best: number | undefined;

  /** @param monitor with one, only a value that improves on the best so far is worth a checkpoint */
  constructor(period: number, monitor: Monitor | undefined) {
    this.#period = period;
    this.#monitor = monitor;
  }

  /** The monitored value of the best checkpoint written, if there is a monitor. */
  get best(): number | undefined {
    return this.#best;
  }

  /** Counts one epoch. True for every `period`-th, whatever became of the ones before. */
  due(): boolean {
    this.#epochsSinceDue++;
    if (this.#epochsSinceDue < this.#period) return false;
    this.#epochsSinceDue = 0;
    return true;
  }

  /** Whether a checkpoint of this value is to be written. A value that is missing or NaN is never the best. */
  wants(value: number | undefined): boolean {
    if (this.#monitor === undefined) return true;
    return value !== undefined && this.#monitor.improved(value, this.#best);
  }

  /** A checkpoint of this value has been written. After a save that failed, the old best still counts. */
  written(value: number | undefined): void {
    if (this.#monitor !== undefined) this.#best = value;
  }

  /** What `resume` needs, as JSON. */
  save(): Record<string, JSONValue> {
    return { best: toJSONNumber(this.#best), epochsSinceDue: this.#epochsSinceDue };
  }

  /** Goes on from what `save` gave. */
  resume({ best, epochsSinceDue }: Record<string, JSONValue>): void {
    this.#best = fromJSONNumber(best);
    this.#epochsSinceDue = Number(epochsSinceDue);
  }
}
