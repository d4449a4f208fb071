/** In letters: of what a file says, no message needs more. */
const LONGEST = 1000;

/** What a file says, for a message: without what could steer a terminal, and cut where it is long. */
export function readable(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
