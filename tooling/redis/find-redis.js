import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The program, and the libraries of it that a machine may lack. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1'];

export const REMEDY = 'Install redis-server, or name one in CB_REDIS.';

/**
 * A Redis to start: that of `CB_REDIS` or of the path, else that of Debian's archive, which is unpacked into the user's
 * cache folder, once, without any rights.
 *
 * @returns {{ program: string, env: Record<string, string | undefined> } | undefined} nothing where it cannot be had
 */
export function findRedis() {
  for (const program of [process.env.CB_REDIS, 'redis-server']) {
    if (program && starts(program, process.env)) return { program, env: process.env };
  }
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cb-redis');
  if (!existsSync(folder) && !unpack(folder)) return undefined;
  const libraries = readdirSync(join(folder, 'usr/lib')).map((name) => join(folder, 'usr/lib', name));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
  const program = join(folder, 'usr/bin/redis-server');
  return starts(program, env) ? { program, env } : undefined;
}

/**
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 */
function starts(program, env) {
  return spawnSync(program, ['--version'], { env, stdio: 'ignore' }).status === 0;
}

/** @param {string} folder there as a whole when it is there */
function unpack(folder) {
  mkdirSync(join(folder, '..'), { recursive: true });
  const scratch = mkdtempSync(`${folder}-`);
  try {
    const download = () => run('apt-get', ['download', ...PACKAGES], scratch);
    // The lists of a fresh machine are missing, or older than what the archive still has.
    if (!download() && !(run('apt-get', ['update'], scratch) && download())) return false;
    const files = readdirSync(scratch);
    if (!files.every((file) => run('dpkg', ['-x', file, 'root'], scratch))) return false;
    renameSync(join(scratch, 'root'), folder);
    return true;
  } catch {
    // Somebody else was quicker.
    return existsSync(folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 */
function run(program, args, cwd) {
  return spawnSync(program, args, { cwd, stdio: 'ignore' }).status === 0;
}
