import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts TensorBoard on the loopback.
 *
 * @param {string} python that has the package `tensorboard`
 * @param {string} logDir
 * @param {readonly string[]} options of the command
 * @returns {{ address: Promise<string>, stop: () => Promise<void> }}
 */
export function startTensorBoard(python, logDir, options = []) {
  const flags = ['--logdir', logDir, '--host', '127.0.0.1', '--port', '0', ...options];
  const server = spawn(python, ['-m', 'tensorboard.main', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = once(server, 'exit');
  return {
    address: addressIn(server.stderr),
    async stop() {
      // It may be long in ending by itself, and has nothing to lose.
      server.kill('SIGKILL');
      await exit;
    },
  };
}

/** @param {AsyncIterable<Buffer>} output */
async function addressIn(output) {
  let printed = '';
  for await (const chunk of output) {
    printed += chunk;
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
    if (address) return address[0];
  }
  throw new Error(`TensorBoard did not start: ${printed}`);
}
