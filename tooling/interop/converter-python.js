import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '../keras-oracle/keras-python.js';

const REQUIREMENTS = join(import.meta.dirname, 'requirements-converter.txt');

/**
 * A Python with TensorFlow.js's converter, which is installed into the user's cache folder when it is not there yet.
 *
 * @throws {Error} when there is no Python 3.11, or when the installation fails
 */
export function converterPython() {
  const key = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cb-interop', key);
  const python = join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return python;

  console.info(`interop: installs TensorFlow.js's converter from PyPI into ${folder}, once: 2.9 GB on disk.`);
  rmSync(folder, { recursive: true, force: true });
  run(findPython(), ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS]);
  writeFileSync(complete, '');
  return python;
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  const { error, status } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) throw new Error(`\`${program} ${args.slice(0, 3).join(' ')}\` failed, as said above.`);
}
