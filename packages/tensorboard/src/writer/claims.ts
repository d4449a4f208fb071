/** Gives way to a later writer in the same place. */
export interface Claimant {
  /** Resolves when all that was logged is written. Nothing more is, from the call on. */
  giveWay(): Promise<void>;
}

// On the global object, because two copies of this package may meet in one process.
const CLAIMS = Symbol.for('@cb/tensorboard/claims');

/**
 * Takes a place for a writer, and ends the one that had it: TensorBoard's slow loader reads no more of a file once
 * there is a newer one in the directory.
 */
export async function claim(location: string, claimant: Claimant): Promise<void> {
  const earlier = claims().get(location);
  claims().set(location, claimant);
  await earlier?.giveWay();
}

/** Leaves the place, if the writer still has it. */
export function release(location: string, claimant: Claimant): void {
  if (claims().get(location) === claimant) claims().delete(location);
}

function claims(): Map<string, Claimant> {
  const shared = globalThis as { [CLAIMS]?: Map<string, Claimant> };
  shared[CLAIMS] ??= new Map();
  return shared[CLAIMS];
}
