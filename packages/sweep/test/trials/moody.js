// A trial that does what its hyperparameter says.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { passGate } from './gate.js';

export default async ({ params, report, directory, attempt, signal }) => {
  const { mood } = params;
  if (mood === 'throws') {
    console.log('the last words');
    throw new Error('no luck');
  }
  if (mood === 'exits') process.exit(3);
  if (mood === 'dies') process.kill(process.pid, 'SIGKILL');
  if (mood === 'silent') return;
  if (mood === 'was done') {
    // As a training whose backup says that there is no epoch left.
    if (attempt > 1) return;
    await report(1, 0.75);
    throw new Error('too late');
  }
  if (mood === 'second try' && attempt === 1) throw new Error('not yet');
  if (mood === 'not a number') await report(1, '0.5');
  if (mood === 'hangs on') setInterval(() => {}, 1000);
  if (mood === 'slow') {
    // Goes on from what it has kept, and runs its last step again, as a training does whose backup is an epoch old.
    const file = join(directory, 'steps');
    for (let step = existsSync(file) ? readFileSync(file, 'utf8').length : 1; step <= 30; step++) {
      await passGate(params.gate, step, signal);
      await sleep(20);
      await report(step, 1 / step);
      writeFileSync(file, '.'.repeat(step));
      signal.throwIfAborted();
    }
    return;
  }
  await report(1, mood === 'NaN' ? Number.NaN : 1);
};
