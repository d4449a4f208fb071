import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';

/** A process of this computer that is no more. */
export const ENDED = spawnSync(process.execPath, ['-e', '']).pid;

export const HOST = hostname()
  .replace(/[^A-Za-z0-9-]/g, '-')
  .slice(0, 32);

/** The name under which a process would stage a file. */
export function stagedBy(pid: number, name: string): string {
  return `${name}.${HOST}-${pid}-0123456789ab.tmp`;
}
