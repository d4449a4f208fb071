/** What went wrong in a store: the message is a clause, for whoever asked to make a sentence of. */
export class StoreError extends Error {
  /** What to do, as a sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string, cause?: unknown) {
    super(message, { cause });
    this.remedy = remedy;
  }
}
