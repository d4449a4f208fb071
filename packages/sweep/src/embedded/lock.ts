import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Directory } from '@cb/files';

const NAME = 'sweep.lock';

interface Holder {
  host: string;
  pid: number;
  /** When the process began: another one may get its id, as the first of a container always does. */
  since: number;
}

/**
 * Takes a directory for one sweep alone. What a process has left that is no more is taken over.
 *
 * @returns what gives it back
 * @throws Error if another process has it, or another sweep of this one
 */
export async function lock(directory: Directory): Promise<() => Promise<void>> {
  await directory.create();
  const path = join(directory.path, NAME);
  const own = join(directory.path, `.${NAME}-${randomBytes(6).toString('hex')}.tmp`);
  const me: Holder = { host: hostname(), pid: process.pid, since: performance.timeOrigin };
  await writeFile(own, JSON.stringify(me));
  try {
    for (;;) {
      try {
        // Unlike a file that is opened, a link is there with all that it says.
        await link(own, path);
        return () => rm(path, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await readHolder(path);
      if (holder && isAtWork(holder, me)) throw heldBy(holder, directory.path);
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

function heldBy({ host, pid }: Holder, path: string): Error {
  return new Error(
    `sweep: "${path}" belongs to process ${pid} on ${host}. ` +
      `Wait for its end, pass another \`directory\`, or remove ${NAME} if that process runs no sweep.`,
  );
}

/** @returns `undefined` if it is gone, or nothing that a sweep has written */
async function readHolder(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What runs on another computer cannot be seen. */
function isAtWork({ host, pid, since }: Holder, me: Holder): boolean {
  if (host !== me.host) return true;
  if (pid === me.pid) return since === me.since;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs for another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
