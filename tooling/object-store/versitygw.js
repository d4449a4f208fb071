import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = 'v1.8.0';
const MODULE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;

/**
 * The program of an S3 server, which Go builds into the user's cache folder when it is not there yet.
 *
 * @returns {string} its path
 * @throws {Error} when there is no Go, or when it cannot be built
 */
export function versitygw() {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cb', `versitygw-${VERSION}`);
  const program = join(folder, process.platform === 'win32' ? 'versitygw.exe' : 'versitygw');
  if (existsSync(program)) return program;
  console.info(`object store: builds ${MODULE} into ${folder}, once. It takes some minutes.`);
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder };
  const { status, stderr, error } = spawnSync('go', ['install', MODULE], { env, encoding: 'utf8' });
  if (status === 0) return program;
  throw new Error(`object store: cannot build ${MODULE} (${error?.message ?? stderr.trim().split('\n').at(-1)}).`);
}
