import { printable } from '@cb/core/monitor';

/** Who speaks. */
export const OWNER = 'cb-checkpoint';

/** Says what went wrong or was left out, in one line, and who says so, unless the message does. */
export function complain(message: string): void {
  console.error(printable(`${OWNER}: ${message.replace(`${OWNER}: `, '')}`));
}
