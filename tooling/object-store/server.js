import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@cb-tooling/loopback';
import { PROGRAM } from './versitygw.js';

const ACCESS = 'loopback';
const SECRET = 'loopback-secret';
const BUCKET = 'training';

/**
 * The program of the server, or why there is none. With `CI=true` that is an error: there nothing may be left out.
 *
 * @returns {{ program: string } | { reason: string }}
 */
export function findServer() {
  if (existsSync(PROGRAM)) return { program: PROGRAM };
  const reason = 'there is no S3 server: run node tooling/object-store/install-server.js, which needs Go';
  if (process.env.CI === 'true') throw new Error(reason);
  return { reason };
}

/**
 * Starts an S3 server on the loopback, with one bucket.
 *
 * @param {string} program
 * @returns what `objectStore('s3', …)` takes, the folder in which each object is a file, and what ends the server and
 * removes the folder
 */
export async function startServer(program) {
  const folder = mkdtempSync(join(tmpdir(), 'cb-s3-'));
  const bucket = join(folder, 'data', BUCKET);
  mkdirSync(bucket, { recursive: true });
  const port = await freePort();
  const server = spawn(
    program,
    ['--port', `127.0.0.1:${port}`, '--quiet', '--keep-alive', 'posix', join(folder, 'data')],
    {
      env: { ...process.env, ROOT_ACCESS_KEY: ACCESS, ROOT_SECRET_KEY: SECRET },
      stdio: 'ignore',
    },
  );
  await untilOpen(port, () => server.exitCode);
  return {
    port,
    bucket,
    options: { ...optionsFor(port) },
    stop: async () => {
      if (server.exitCode === null) {
        server.kill();
        await once(server, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * What `objectStore('s3', …)` takes for the server, or for a proxy before it.
 *
 * @param {number} port
 */
export function optionsFor(port) {
  return {
    bucket: BUCKET,
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    access_key_id: ACCESS,
    secret_access_key: SECRET,
  };
}

/**
 * @param {number} port
 * @param {() => number | null} exitCode
 */
async function untilOpen(port, exitCode) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    if (exitCode() !== null) break;
    await sleep(50);
  }
  throw new Error('object store: the S3 server does not start');
}
