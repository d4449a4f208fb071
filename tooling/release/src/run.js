import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Runs a command in a folder and gives what it printed.
 *
 * @param {string} folder
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} [environment] what differs from that of this process
 * @throws {Error} with all that it printed, when it fails
 */
export async function run(folder, [program = '', ...args], environment = {}) {
  const options = { cwd: folder, env: { ...process.env, ...environment }, maxBuffer: Number.POSITIVE_INFINITY };
  try {
    return (await execute(program, args, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
    throw new Error(`\`${[program, ...args].join(' ')}\` failed in ${folder}.\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** pnpm as the whole repository starts it. */
export const PNPM = ['npx', '--yes', 'pnpm'];
