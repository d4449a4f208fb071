import { printable } from '@cb/core/monitor';
import type { VerifyCommand } from './command-line.js';
import { complain } from './print.js';
import { subjectsOf } from './subjects.js';

/** Verifies checkpoints, and prints what is found of each as soon as it is known. @returns whether all are whole */
export async function verify({ paths }: VerifyCommand): Promise<boolean> {
  let areWhole = true;
  for (const path of paths) {
    try {
      for await (const { name, isListed, fault } of subjectsOf(path)) {
        const reason = await fault();
        const verdict = isListed ? 'ok' : 'ok (by what it says of itself)';
        console.log(printable(`${name}: ${reason === undefined ? verdict : `damaged: ${reason}`}`));
        areWhole &&= reason === undefined;
      }
    } catch (error) {
      complain((error as Error).message);
      areWhole = false;
    }
  }
  return areWhole;
}
