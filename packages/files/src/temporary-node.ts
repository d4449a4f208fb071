import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';

const TEMPORARY = /\.(?<host>[A-Za-z0-9-]{0,32})-(?<pid>\d+)-[0-9a-f]{12}\.tmp$/;

/** This computer, in letters that every file system takes. */
const HOST = hostname()
  .replace(/[^A-Za-z0-9-]/g, '-')
  .slice(0, 32);

/** Milliseconds after which a temporary file is abandoned, even if another process has got the id of its writer. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** A name that no other writer uses, and that tells which process of which computer does. */
export function temporaryName(name: string): string {
  return `${name}.${HOST}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** The processes of another computer cannot be seen, so there age alone tells. */
export async function stateOfTemporary(path: string): Promise<'no' | 'active' | 'abandoned'> {
  const { host, pid } = TEMPORARY.exec(basename(path))?.groups ?? {};
  if (pid === undefined) return 'no';
  if (host === HOST && !isRunning(Number(pid))) return 'abandoned';
  const file = await stat(path).catch(() => undefined);
  return file && Date.now() - file.mtimeMs > ABANDONED_AFTER_MS ? 'abandoned' : 'active';
}

/** Removes from a directory what processes that are no more have left of files of one name. */
export async function removeAbandoned(directory: string, name: string): Promise<void> {
  const names = await readdir(directory).catch((): string[] => []);
  for (const path of names.filter((one) => one.startsWith(`${name}.`)).map((one) => join(directory, one))) {
    // What cannot be removed does no harm.
    if ((await stateOfTemporary(path)) === 'abandoned') await rm(path).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs for another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
