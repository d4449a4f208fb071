import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@cb-tooling/loopback';

/**
 * A port that was free may be taken before the server has it: then it ends, and is started on another one.
 *
 * @param {string} program
 * @param {string} data the folder of its buckets
 * @param {Record<string, string>} credentials as it takes them from the environment
 */
export async function startOnFreePort(program, data, credentials) {
  for (let attempt = 0; attempt < 5; attempt++) {
    const port = await freePort();
    // Whoever answers under this path is this server, and nobody else who has got the port.
    const health = `/${randomUUID()}`;
    const options = ['--port', `127.0.0.1:${port}`, '--health', health, '--quiet', '--keep-alive', 'posix', data];
    const server = spawn(program, options, { env: { ...process.env, ...credentials }, stdio: 'ignore' });
    if (await answers(server, `http://127.0.0.1:${port}${health}`)) return { port, server };
    await end(server);
  }
  throw new Error('object store: the S3 server does not start');
}

/**
 * @param {import('node:child_process').ChildProcess} server
 * @param {string} address
 */
async function answers(server, address) {
  for (let attempt = 0; attempt < 200 && !hasEnded(server); attempt++) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return true;
    await sleep(50);
  }
  return false;
}

/**
 * Ends it at once: it has nothing to lose, and asked to end it waits ten seconds for a client whose request is not whole.
 *
 * @param {import('node:child_process').ChildProcess} server
 */
export async function end(server) {
  if (hasEnded(server)) return;
  const exit = once(server, 'exit');
  server.kill('SIGKILL');
  await exit;
}

/** @param {import('node:child_process').ChildProcess} server */
function hasEnded({ exitCode, signalCode }) {
  return exitCode !== null || signalCode !== null;
}
