/** What ends a line: that of RFC 4180, and of Python's `csv` as Keras uses it. */
export const LINE_END = '\r\n';

/** The cells as one line, quoted where a reader would take them apart. */
export function toLine(cells: readonly string[], separator: string): string {
  return cells.map((cell) => quoted(cell, separator)).join(separator) + LINE_END;
}

function quoted(cell: string, separator: string): string {
  return /["\r\n]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** One line of a file, as cells. */
export interface Line {
  /** Counted from 1. */
  number: number;
  cells: string[];
}

/**
 * The lines of a file, whatever ends them, without empty ones.
 *
 * @returns also the `rest`, from the first line that does not end, or that no line of CSV begins with
 */
export function fromText(text: string, separator: string): { lines: Line[]; rest: string } {
  const sign = separator.replace(/[\\^\]-]/, '\\$&');
  const cell = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^"${sign}\r\n][^${sign}\r\n]*)?)([${sign}]|\r?\n|\r)`, 'y');
  const lines: Line[] = [];
  let [begin, number, cells]: [number, number, string[]] = [0, 1, []];
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    const [, inQuotes, plain = '', end] = match;
    cells.push(inQuotes?.replaceAll('""', '"') ?? plain);
    if (end === separator) continue;
    if (cells.join() !== '') lines.push({ number, cells });
    number += text.slice(begin, cell.lastIndex).match(/\r\n|\n|\r/g)?.length ?? 0;
    begin = cell.lastIndex;
    cells = [];
  }
  return { lines, rest: text.slice(begin) };
}

/**
 * So much, in characters, the system may still have had to write when the power was cut, in several pieces and in any
 * order.
 */
const UNWRITTEN = 64 * 1024;

/**
 * A text without its end, where a power cut has torn that: what was not written is zeros, and what follows may be
 * there. Zeros elsewhere, such as those of another encoding, are left.
 */
export function withoutTornEnd(text: string): string {
  const torn = text.indexOf('\0');
  const begin = text.lastIndexOf('\n', torn) + 1;
  return torn > 0 && begin > 0 && text.length - begin <= UNWRITTEN ? text.slice(0, begin) : text;
}
