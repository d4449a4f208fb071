import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyTree, fingerprint } from './copy-tree.js';

const ATTEMPT = /^attempt-(\d+)$/;

/** So often a directory that somebody still writes to is copied, before it is taken for one that never rests. */
const TRIES = 20;

/** Milliseconds after which what is written has another time than what was written before, on any system. */
const TICK_MS = 20;

/** Where an attempt writes, below the folder of its trial. */
export function attemptDirectory(folder: string, attempt: number): string {
  return join(folder, `attempt-${attempt}`);
}

/**
 * Makes the directory of an attempt, with what the newest attempt before has left in its own.
 *
 * A copy, and under another name: an attempt whose machine was lost, and which is not dead but slow, goes on writing to
 * its own directory, and harms nobody. What is copied from is looked at before and after, so that nothing half-written
 * is taken for whole.
 *
 * @param folder that of the trial
 * @returns its absolute path
 * @throws Error if what is there changes all the time
 */
export async function makeAttemptDirectory(folder: string, attempt: number): Promise<string> {
  const path = attemptDirectory(folder, attempt);
  await mkdir(folder, { recursive: true });
  const before = await attemptsBelow(folder, attempt);
  const partial = join(folder, `.attempt-${attempt}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    if (before.length > 0) await copyAtRest(attemptDirectory(folder, Math.max(...before)), partial);
    else await mkdir(partial);
    await rename(partial, path);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return path;
}

/** Removes what attempts before have left, once the trial is over. What cannot be removed does no harm. */
export async function removeEarlierAttempts(folder: string, attempt: number): Promise<void> {
  for (const earlier of await attemptsBelow(folder, attempt)) {
    await rm(attemptDirectory(folder, earlier), { recursive: true, force: true }).catch(() => {});
  }
}

async function attemptsBelow(folder: string, attempt: number): Promise<number[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.map((name) => Number(ATTEMPT.exec(name)?.[1])).filter((number) => number < attempt);
}

async function copyAtRest(source: string, target: string): Promise<void> {
  let fault: unknown;
  for (let each = 0; each < TRIES; each++) {
    await rm(target, { recursive: true, force: true });
    try {
      const before = await fingerprint(source);
      // What is written within a tick looks as if nothing was: it is in all of the copy, or in none.
      await sleep(TICK_MS);
      await copyTree(source, target);
      if ((await fingerprint(source)) === before) return;
      fault = new Error('somebody writes to it all the time');
    } catch (error) {
      // Files come and go while somebody writes.
      fault = error;
    }
    await sleep(2 ** Math.min(each, 10));
  }
  throw new Error(
    `sweep: cannot go on from "${source}" (${(fault as Error).message}). Is another attempt at work there?`,
    {
      cause: fault,
    },
  );
}
