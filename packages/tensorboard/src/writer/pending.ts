/** Work that a writer has begun and not finished. A failure is kept until somebody waits for all of it. */
export class Pending {
  readonly #work = new Set<Promise<void>>();
  #failure: { error: unknown } | undefined;

  /** @returns the work, whose failure the caller may ignore */
  add(work: Promise<void>): Promise<void> {
    const ended = work
      .catch((error) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#work.delete(ended));
    this.#work.add(ended);
    return work;
  }

  /** Resolves when all of it has ended. @throws the first failure that was not thrown yet */
  async ended(): Promise<void> {
    await Promise.all(this.#work);
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }
}
