// A trial that says which process it is, and never ends.
import { setTimeout as sleep } from 'node:timers/promises';

export default async ({ report }) => {
  for (let step = 1; ; step++) {
    await report(step, 1, { pid: process.pid });
    await sleep(50);
  }
};
