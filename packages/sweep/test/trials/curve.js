// A trial without a model: its loss falls from `start` towards `floor`, as seeds and hyperparameters have it.
import { setTimeout as sleep } from 'node:timers/promises';

export default async ({ params, report, signal }) => {
  const { start = 1, floor = 0, epochs = 4, delay = 0 } = params;
  for (let step = 1; step <= epochs; step++) {
    await sleep(delay);
    signal.throwIfAborted();
    const value = floor + (start - floor) / step;
    if ((await report(step, value, { val_loss: value, epochs: step })) === 'stop') return;
  }
};
