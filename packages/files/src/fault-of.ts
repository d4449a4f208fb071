/** Errors for which Node.js 24 has no name, by their numbers in Linux. */
const NAMES: Readonly<Record<number, { code: string; text: string }>> = {
  [-122]: { code: 'EDQUOT', text: 'disk quota exceeded' },
};

/** How it tells of those: asynchronous calls one way, and the others another. */
const UNNAMED = /UNKNOWN: unknown error|Unknown system error (?<number>-\d+): Unknown system error \k<number>/;

/** The code and the message of an error of the file system, also where Node.js knows no more than its number. */
export function faultOf(error: unknown): { code: string; message: string } {
  const { code = '', errno = 0, message } = error as NodeJS.ErrnoException;
  const name = UNNAMED.test(message) ? NAMES[errno] : undefined;
  return name
    ? { code: name.code, message: message.replace(UNNAMED, `${name.code}: ${name.text}`) }
    : { code, message };
}
