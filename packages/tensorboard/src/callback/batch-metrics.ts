/** Batches whose metrics may be on their way at once. */
const LIMIT = 64;

/** Milliseconds after which a batch is due to be in the file. */
const WAIT_MS = 2000;

/** What there is to log of one batch, once its metrics have been read. */
interface Batch {
  metrics: Promise<Record<string, number>>;
  stepsPerSecond: number | undefined;
  step: number;
  /** Seconds since 1970. */
  wallTime: number;
}

/**
 * Batches in order, until they are logged many at once: a batch hook that reads and encodes runs code that training has
 * driven out of the processor's caches, and on a GPU it would wait for the batch.
 */
export class BatchMetrics {
  #batches: Batch[] = [];
  #loggedAt = performance.now();

  /** @param metrics as they will be; a failure is thrown by `log()` */
  add(metrics: Batch['metrics'], stepsPerSecond: number | undefined, step: number): void {
    metrics.catch(() => {});
    this.#batches.push({ metrics, stepsPerSecond, step, wallTime: Date.now() / 1000 });
  }

  /** Whether so many wait that they must be logged. */
  get isFull(): boolean {
    return this.#batches.length >= LIMIT;
  }

  /** Whether the first may have waited for as long as a crash may cost. */
  get isDue(): boolean {
    return performance.now() - this.#loggedAt >= WAIT_MS;
  }

  /**
   * Hands over all that were added.
   *
   * @throws the failure of the first that could not be read, when all others were handed over
   */
  async log(
    scalars: (metrics: Record<string, number>, step: number, time: { wallTime: number }) => void,
  ): Promise<void> {
    this.#loggedAt = performance.now();
    const batches = this.#batches;
    this.#batches = [];
    const read = await Promise.allSettled(batches.map(({ metrics }) => metrics));
    for (const [index, { stepsPerSecond, step, wallTime }] of batches.entries()) {
      const result = read[index];
      if (result?.status !== 'fulfilled') continue;
      const { batch, size, ...metrics } = result.value;
      if (stepsPerSecond !== undefined) metrics.steps_per_second = stepsPerSecond;
      scalars(metrics, step, { wallTime });
    }
    const failed = read.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
