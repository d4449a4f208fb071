/** Batches per second, as Keras counts them: of an epoch with all that happens in it, of a batch without the hooks. */
export class Pace {
  #epochBegan = 0;
  #batchBegan = 0;
  #batches = 0;

  beginEpoch(): void {
    this.#epochBegan = performance.now();
    this.#batches = 0;
  }

  beginBatch(): void {
    this.#batchBegan = performance.now();
    this.#batches++;
  }

  ofBatch(): number {
    return 1000 / (performance.now() - this.#batchBegan);
  }

  ofEpoch(): number {
    return (1000 * this.#batches) / (performance.now() - this.#epochBegan);
  }
}
