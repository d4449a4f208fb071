import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

const TEMPORARY = /^(model\.json|weights\.bin)\.(?<pid>\d+)-[0-9a-f]{12}\.tmp$/;

/** Milliseconds after which a temporary file is abandoned, even if another process has got the id of its writer. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** A name that no other writer uses, and that tells which process does. */
export function temporaryName(name: string): string {
  return `${name}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

export async function stateOfTemporary(path: string): Promise<'no' | 'active' | 'abandoned'> {
  const pid = TEMPORARY.exec(basename(path))?.groups?.pid;
  if (pid === undefined) return 'no';
  if (!isRunning(Number(pid))) return 'abandoned';
  const file = await stat(path).catch(() => undefined);
  return file && Date.now() - file.mtimeMs > ABANDONED_AFTER_MS ? 'abandoned' : 'active';
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs for another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
