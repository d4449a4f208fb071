import { parseCommandLine, UsageError } from './command-line.js';
import { HELP } from './help.js';
import { complain } from './print.js';

/**
 * The command `cb-sweep`. What was asked for goes to the standard output, all else to the standard error.
 *
 * @param args those behind its name
 * @returns the exit code: 0, 1 for a fault, 2 for a command line that cannot be understood
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const command = parseCommandLine(args);
    if (command.name === 'help') console.log(HELP);
    else if (command.name === 'worker') await (await import('./worker.js')).worker(command);
    else await (await import('./status.js')).status(command);
    return 0;
  } catch (error) {
    complain((error as Error).message);
    return error instanceof UsageError ? 2 : 1;
  }
}
