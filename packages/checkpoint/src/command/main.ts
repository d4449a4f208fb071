import { readFile } from 'node:fs/promises';
import { parseCommandLine, UsageError } from './command-line.js';
import { HELP } from './help.js';
import { complain } from './print.js';

/**
 * The command `cb-checkpoint`. What was asked for goes to the standard output, all else to the standard error.
 *
 * @param args those behind its name
 * @returns the exit code: 0, 1 for a fault, 2 for a command line that cannot be understood
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    complain((error as Error).message);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** What needs TensorFlow.js is imported when it is asked for. */
async function run(args: readonly string[]): Promise<number> {
  const command = parseCommandLine(args);
  switch (command.name) {
    case 'help':
      console.log(HELP);
      return 0;
    case 'version':
      console.log(await version());
      return 0;
    case 'ls':
      await (await import('./ls.js')).ls(command);
      return 0;
    case 'verify':
      return (await (await import('./verify.js')).verify(command)) ? 0 : 1;
    case 'convert':
      await (await import('./convert.js')).convert(command);
      return 0;
  }
}

async function version(): Promise<string> {
  return JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
