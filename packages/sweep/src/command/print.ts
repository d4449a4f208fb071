/** Who speaks. */
export const OWNER = 'cb-sweep';

/** Says what went wrong, and who says so, unless the message does. */
export function complain(message: string): void {
  console.error(message.startsWith(`${OWNER}: `) ? message : `${OWNER}: ${message.replace(/^sweep: /, '')}`);
}
