/** How long, in seconds, the past counts: batches that long ago weigh a third (1/e) of the newest. */
const MEMORY_S = 5;

/** How fast batches follow one another of late: the mean over the last seconds, in which the past fades. */
export class Pace {
  #lookedAt = 0;
  #batches = 0;
  #samples = 0;
  #recent = { seconds: 0, batches: 0, samples: 0 };

  /**
   * Begins an epoch. What went before counts on; the time between epochs does not.
   *
   * @param now in milliseconds
   * @param batches that the epoch has behind it already
   */
  beginEpoch(now: number, batches = 0): void {
    this.#lookedAt = now;
    this.#batches = batches;
    this.#samples = 0;
  }

  /**
   * Takes a look.
   *
   * @param now in milliseconds
   * @param batches of this epoch so far
   * @param samples of this epoch so far
   */
  look(now: number, batches: number, samples: number): void {
    const seconds = (now - this.#lookedAt) / 1000;
    const kept = Math.exp(-seconds / MEMORY_S);
    this.#recent = {
      seconds: this.#recent.seconds * kept + seconds,
      batches: this.#recent.batches * kept + batches - this.#batches,
      samples: this.#recent.samples * kept + samples - this.#samples,
    };
    this.#lookedAt = now;
    this.#batches = batches;
    this.#samples = samples;
  }

  /** NaN or infinite before the first batch. */
  get secondsPerBatch(): number {
    return this.#recent.seconds / this.#recent.batches;
  }

  /** NaN before the first batch; infinite when no time has passed. */
  get samplesPerSecond(): number {
    return this.#recent.samples / this.#recent.seconds;
  }
}
