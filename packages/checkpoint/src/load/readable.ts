/** In letters: of what a file says, no message needs more. */
const LONGEST = 1000;

/** What a file says, for a message: one line that cannot steer a terminal, cut where it is long. */
export function readable(text: string): string {
  const line = printable(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** One line for a terminal: what comes from outside, such as a name in an index, cannot steer it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
