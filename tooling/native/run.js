import { spawnSync } from 'node:child_process';

/**
 * Runs a program in silence and throws what it printed when it fails.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {string} [folder] where it runs
 */
export function run(program, args, folder) {
  const { error, status, output } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args[0]} failed.\n${output.join('').trim()}`);
}
