import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const COMMAND = fileURLToPath(new URL('../dist/command/bin.js', import.meta.url));

export interface Run {
  child: ChildProcess;
  /** Code and signal. */
  exited: Promise<unknown[]>;
  /** What it has printed so far. */
  said: () => string;
}

/** Runs `cb-sweep` until the end of the test. */
export function cbSweep(...args: string[]): Run {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (more) => {
      text += more;
    });
  }
  const exited = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, exited, said: () => text };
}

/** The path of a trial of the tests. */
export function trialFile(name: string): string {
  return fileURLToPath(new URL(`trials/${name}.js`, import.meta.url));
}
