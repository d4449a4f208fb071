import { printable } from '@cb/core/monitor';

/** In letters: of what a file says, no message needs more. */
const LONGEST = 1000;

/** What a file says, for a message: one line that cannot steer a terminal, cut where it is long. */
export function readable(text: string): string {
  const line = printable(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
