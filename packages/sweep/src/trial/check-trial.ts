import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { FromTrial, ToTrial } from './messages.js';
import { PROGRAM } from './trial-process.js';

/**
 * Imports a trial file in a process of its own.
 *
 * @throws Error if it cannot be, or exports no function as its default
 */
export async function checkTrial(file: string): Promise<void> {
  const child = fork(PROGRAM, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
  let answer: FromTrial | undefined;
  child.on('message', (message: FromTrial) => {
    answer = message;
  });
  child.send({ type: 'check', file } satisfies ToTrial, () => {});
  const [code, signal] = await once(child, 'exit');
  if (answer?.type === 'done') return;
  const why = answer?.type === 'failed' ? answer.error : `its process ended with ${signal ?? `code ${code}`}`;
  throw new Error(`sweep: cannot run the trial: ${why}`);
}
