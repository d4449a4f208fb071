import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, startOnFreePort } from './server-process.js';
import { PROGRAM } from './versitygw.js';

const CREDENTIALS = { access_key_id: 'loopback', secret_access_key: 'loopback-secret' };
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
  const { port, server } = await startOnFreePort(program, join(folder, 'data'), {
    ROOT_ACCESS_KEY: CREDENTIALS.access_key_id,
    ROOT_SECRET_KEY: CREDENTIALS.secret_access_key,
  });
  return {
    port,
    bucket,
    options: { ...optionsFor(port) },
    stop: async () => {
      await end(server);
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
    ...CREDENTIALS,
  };
}
