/** Who speaks. */
export const OWNER = 'cb-checkpoint';

/** One line for a terminal: what comes from outside, such as a name in an index, cannot steer it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}

/** Says what went wrong or was left out, in one line, and who says so, unless the message does. */
export function complain(message: string): void {
  console.error(printable(`${OWNER}: ${message.replace(`${OWNER}: `, '')}`));
}
