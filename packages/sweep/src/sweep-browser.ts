import type { SweepResult } from './results/result.js';
import type { SweepOptions } from './sweep-options.js';

/** A browser can start no process. @throws Error that says so */
export async function sweep(_options: SweepOptions): Promise<SweepResult> {
  throw new Error('sweep: a browser cannot run trials, each of which needs a process of its own. Call it in Node.js.');
}
