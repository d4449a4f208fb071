// @ts-check
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runOrThrow } from './run.js';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cb-consumer');

/** The newest version of an npm package in a range. @param {string} name @param {string} range */
export async function newest(name, range) {
  const found = JSON.parse(await runOrThrow('npm', ['view', `${name}@${range}`, 'version', '--json'], '.'));
  const versions = /** @type {string[]} */ ([found].flat());
  return String(versions.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1));
}

/**
 * A file of an npm package, which is installed into the user's cache folder when it is not there yet.
 *
 * @param {string} name
 * @param {string} version an exact one
 * @param {string} file its path in the package
 */
export async function tool(name, version, file) {
  const folder = join(cache, `${name.replace('/', '-')}-${version}`);
  if (!existsSync(folder)) {
    const partial = `${folder}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    try {
      await runOrThrow('npm', ['install', '--prefix', partial, '--no-save', `${name}@${version}`], partial);
      renameSync(partial, folder);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  return join(folder, 'node_modules', name, file);
}
