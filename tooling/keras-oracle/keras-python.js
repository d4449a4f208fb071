import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const KERAS_2 = 'Keras==2.3.1';
const NAMES = ['python3.11', 'python3', 'python'];

/**
 * A Python with the three Kerases, which is installed into the user's cache folder when it is not there yet.
 *
 * @throws {Error} when there is no Python 3.11, or when the installation fails
 */
export function kerasPython() {
  return cachedPython({
    name: 'cb-keras-oracle',
    requirements: REQUIREMENTS,
    more: [KERAS_2],
    announce: (folder) => {
      console.info(`keras: installs TensorFlow and three Kerases from PyPI into ${folder}, once:`);
      console.info('keras: about 610 MB to download, 2.2 GB on disk.');
    },
    // Beside the other packages and not among them, because its module has the name of theirs.
    finish: (pip, folder) => pip('--no-deps', '--target', join(folder, 'keras-2.3.1'), KERAS_2),
  });
}

/**
 * A Python with packages from PyPI, which is installed into the user's cache folder when it is not there yet.
 *
 * @param {object} environment
 * @param {string} environment.name that of its folder in the cache
 * @param {string} environment.requirements the path of a file for pip
 * @param {string[]} [environment.more] what else it depends on: another one is another environment
 * @param {(folder: string) => void} environment.announce says that it takes long
 * @param {(pip: (...args: string[]) => void, folder: string) => void} [environment.finish] installs more
 * @returns {string} the path of the program
 * @throws {Error} when there is no Python 3.11, or when the installation fails
 */
export function cachedPython({ name, requirements, more = [], announce, finish }) {
  const hash = createHash('sha256').update(readFileSync(requirements));
  for (const one of more) hash.update(one);
  const key = hash.digest('hex').slice(0, 12);
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), name, key);
  const python = join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return python;

  const system = findPython();
  announce(folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(system, ['-m', 'venv', folder]);
  /** @param {string[]} args */
  const pip = (...args) => run(python, ['-m', 'pip', 'install', '--quiet', ...args]);
  pip('--requirement', requirements);
  finish?.(pip, folder);
  writeFileSync(complete, '');
  return python;
}

/**
 * The name under which Python 3.11 starts.
 *
 * @param {(name: string) => boolean} [isPython311] looks at this machine unless a test says otherwise
 */
export function findPython(isPython311 = startsHere) {
  const found = NAMES.find(isPython311);
  if (found) return found;
  throw new Error(`Python 3.11 is needed and starts under none of ${NAMES.join(', ')}. Install it and try again.`);
}

/** @param {string} name */
function startsHere(name) {
  const { stdout } = spawnSync(name, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
  return stdout?.trim() === '3 11';
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
