/** The longest time, in milliseconds, that a batch may have taken. */
const BATCH_MS = 50;

/**
 * A clock of training, which hardly goes on while the machine gives the process no time: to be asked after each batch.
 *
 * @returns what gives the milliseconds of training so far, of which a batch counts 50 at most
 */
export function trainingClock(): () => number {
  let trainedMs = 0;
  let last = performance.now();
  return () => {
    const now = performance.now();
    trainedMs += Math.min(now - last, BATCH_MS);
    last = now;
    return trainedMs;
  };
}
