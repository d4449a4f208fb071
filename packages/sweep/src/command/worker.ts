import { work } from '../redis/work.js';
import { checkTrial } from '../trial/check-trial.js';
import { Children } from '../trial/children.js';
import { Interruption } from '../trial/interruption.js';
import type { WorkerCommand } from './command-line.js';
import { complain } from './print.js';

/** Runs trials until the sweep is over, or until a signal asks to end: then what runs is given back. */
export async function worker(command: WorkerCommand): Promise<void> {
  const children = new Children(command.graceMs);
  const interruption = new Interruption(children, () =>
    complain(`gives back ${children.size} trials at their next epoch. Once more ends them at once.`),
  );
  try {
    await checkTrial(command.file);
    await work(command, children, () => interruption.signal !== undefined, complain);
  } finally {
    interruption.stop();
  }
  interruption.proceed();
}
