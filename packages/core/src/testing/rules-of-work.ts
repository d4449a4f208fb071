import { feedEpochs } from './feed-epochs.js';
import type { MakeCallback, MakeModel } from './rule.js';
import { require } from './toy-data.js';

/** As far as it matters here; elsewhere than in Node.js there is nothing to look at. */
interface Process {
  getActiveResourcesInfo(): string[];
}

const EPOCHS = [1, 2, 3].map((loss) => ({ loss, val_loss: loss, acc: loss, val_acc: loss }));

/** A test runner may have begun something of its own meanwhile, but hardly in each of so many runs. */
const RUNS = 3;

/**
 * Looks for what keeps a process alive: file requests, timers, sockets, workers. It cannot see a promise that waits for
 * none of these, a timer without reference, nor work that was over before training was.
 */
export async function leavesNoWork(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  for (let run = 1; run <= RUNS; run++) {
    const before = atWork();
    await feedEpochs(make(), makeModel(), EPOCHS);
    const left = atWork();
    for (const resource of before) if (left.includes(resource)) left.splice(left.indexOf(resource), 1);
    if (left.length === 0) return;
    require(run < RUNS, `When onTrainEnd had resolved, there was still at work: ${left.join(', ')}.`);
  }
}

function atWork(): string[] {
  const { process } = globalThis as { process?: Partial<Process> };
  return process?.getActiveResourcesInfo?.() ?? [];
}
