import { type ChildProcess, execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('train-in-child.js', import.meta.url));

export interface Job {
  options: Record<string, string>;
  epochs: number;
  backupTo?: string;
  saveTo?: string;
}

/** How a training in another process ended. */
export interface Ended {
  result?: { initialEpoch: number; weights: number[][] };
  error?: string;
  isKilled: boolean;
}

/** Trains in another process, which has nothing on a disk. */
export function trainInChild(job: Job): { child: ChildProcess; ended: Promise<Ended> } {
  let child: ChildProcess | undefined;
  const ended = new Promise<Ended>((resolve) => {
    child = execFile(process.execPath, [SCRIPT, JSON.stringify(job)], (error, stdout, stderr) => {
      if (error?.signal) resolve({ isKilled: true });
      else if (error) resolve({ isKilled: false, error: stderr.trim() });
      else resolve({ isKilled: false, result: JSON.parse(stdout.trim().split('\n').at(-1) as string) });
    });
  });
  return { child: child as ChildProcess, ended };
}

/** What an error says of a training that began later, on this computer. */
export const BEGAN_LATER = new RegExp(
  `process \\d+ of ${hostname()} writes there since [\\d-]+T[\\d:.]+Z\\)\\. .*` +
    'Stop one of the two trainings, or give each a path of its own\\.$',
);
