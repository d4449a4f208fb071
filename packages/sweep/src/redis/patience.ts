import { setTimeout as sleep } from 'node:timers/promises';

/** What Redis answers while it cannot write, and may be able to later: it is full, it starts, its disk fails. */
const TEMPORARY = /^(OOM|LOADING|MISCONF|READONLY|MASTERDOWN|TRYAGAIN|CLUSTERDOWN|BUSY)\b/;

const FIRST_MS = 100;
const LONGEST_MS = 5000;

/**
 * Asks Redis until it can do what it was asked for. Trials wait meanwhile, and nothing is lost.
 *
 * @param warn told once what it waits for
 * @throws Error for an answer that time does not change
 */
export async function patiently<Answer>(ask: () => Promise<Answer>, warn: (reason: string) => void): Promise<Answer> {
  for (let wait = FIRST_MS; ; wait = Math.min(2 * wait, LONGEST_MS)) {
    try {
      return await ask();
    } catch (error) {
      const { message } = error as Error;
      if (!TEMPORARY.test(message)) throw error;
      if (wait === FIRST_MS) warn(message);
      await sleep(wait);
    }
  }
}
