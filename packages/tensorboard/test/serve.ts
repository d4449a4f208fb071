import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { PYTHON } from './python.js';

/** TensorBoard's two ways of reading event files, and the options that ask for them. */
export const LOADERS: [name: string, options: string[]][] = [
  ['default', []],
  ['slow', ['--load_fast=false']],
];

/** Starts TensorBoard on the loopback until the end of the test. @returns its address */
export async function serve(logDir: string, options: readonly string[]): Promise<string> {
  const flags = ['--logdir', logDir, '--host', '127.0.0.1', '--port', '0', ...options];
  const server = spawn(PYTHON, ['-m', 'tensorboard.main', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = once(server, 'exit');
  onTestFinished(async () => {
    // It may be long in ending by itself, and has nothing to lose.
    server.kill('SIGKILL');
    await exit;
  });
  let printed = '';
  for await (const chunk of server.stderr) {
    printed += chunk;
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
    if (address) return address[0];
  }
  throw new Error(printed);
}
