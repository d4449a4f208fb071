/** What is known of an epoch so far: numbers only. */
export class EpochProgress {
  readonly #startedAt: number;
  readonly #sums: Record<string, number> = {};
  #looks = 0;
  batches: number;
  samples = 0;

  /**
   * @param now in milliseconds
   * @param batches that the epoch has behind it already, in a training that goes on within it
   */
  constructor(now: number, batches = 0) {
    this.#startedAt = now;
    this.batches = batches;
  }

  /** @param samples of this batch */
  addBatch(samples: number): void {
    this.batches++;
    this.samples += samples;
  }

  /** Takes the metrics of a batch into the means. */
  look(metrics: Record<string, number>): void {
    this.#looks++;
    for (const [name, value] of Object.entries(metrics)) this.#sums[name] = (this.#sums[name] ?? 0) + value;
  }

  /** Of the batches that were looked at. */
  get means(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.#looks]));
  }

  secondsUntil(now: number): number {
    return (now - this.#startedAt) / 1000;
  }
}
