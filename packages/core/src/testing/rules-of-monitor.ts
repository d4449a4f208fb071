import { feedEpochs } from './feed-epochs.js';
import type { MakeCallback, MakeModel } from './rule.js';
import { require } from './toy-data.js';

/**
 * What a fit without validation reports, and monitors that it can never report: one by its kind, one by its spelling.
 */
const METRICS = ['loss', 'acc'];
const NEVER = ['val_loss', 'accuracy'];

/** The metric comes once, and then no more. */
const PARTLY: Record<string, number>[] = [{ loss: 1, val_loss: 1 }, { loss: 1 }, { loss: 1 }];

/** For callbacks that take the option `monitor`. */
export async function complainsOfMissingMetric(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  if (!takesMonitor(make)) return;
  for (const monitor of NEVER) {
    const begin = (strict: boolean) => () =>
      feedEpochs(make({ monitor, strict }), makeModel(), [], { metrics: METRICS });
    await warnsOnce('before a fit that reports loss and acc', monitor, begin(false));
    const message = await begin(true)().then(
      () => 'no error',
      (error: Error) => error.message,
    );
    require(message.includes(
      monitor,
    ), `With strict: true and the monitor ${monitor} its onTrainBegin gave: ${message}`);
  }
  const callback = make({ monitor: 'val_loss' });
  for (const run of ['first', 'second']) {
    const occasion = `of two epochs without it, in its ${run} fit`;
    await warnsOnce(occasion, 'val_loss', () => feedEpochs(callback, makeModel(), PARTLY));
  }
}

function takesMonitor(make: MakeCallback): boolean {
  try {
    make({ monitor: 'loss' });
    return true;
  } catch {
    return false;
  }
}

async function warnsOnce(occasion: string, monitor: string, action: () => Promise<unknown>): Promise<void> {
  const { warn } = console;
  const warnings: string[] = [];
  console.warn = (message) => warnings.push(String(message));
  try {
    await action();
  } finally {
    console.warn = warn;
  }
  const isOne = warnings.length === 1 && warnings.join().includes(monitor);
  const said = warnings.map((warning) => `\n${warning}`).join('');
  require(isOne, `With the monitor ${monitor} it warned ${warnings.length} times ${occasion}:${said}`);
}
