// A trial that does nothing but report, so that what is measured is all else. Run by itself it is a bare process.
import { setTimeout as sleep } from 'node:timers/promises';

/** @param {import('@cb/sweep').TrialContext} context */
export default async ({ params, report }) => {
  for (let step = 1; step <= 4; step++) {
    await sleep(Number(params.pause));
    await report(step, 1 / step);
  }
};
