import { printable } from '@cb/core/monitor';

export interface Column {
  title: string;
  /** One for each row. */
  cells: readonly string[];
  /** As numbers stand. */
  isToTheRight?: boolean;
}

/** What stands in a cell of which nothing is known. */
export const NOTHING = '-';

/** Columns of text with their titles, as lines. */
export function table(columns: readonly Column[]): string[] {
  const padded = columns.map(({ title, cells, isToTheRight }) => {
    const texts = [title, ...cells].map(printable);
    const width = Math.max(...texts.map((text) => text.length));
    return texts.map((text) => (isToTheRight ? text.padStart(width) : text.padEnd(width)));
  });
  const rows = padded[0]?.map((_, row) => padded.map((texts) => texts[row]).join('  ')) ?? [];
  return rows.map((row) => row.trimEnd());
}

/** A metric with four decimals, as Keras prints it; one too small or too large for that with an exponent. */
export function metricText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-3 && size < 1e6) ? value.toFixed(4) : value.toExponential(4);
}

/** The largest first. What would be rounded to 1000.0 of one is 1.0 of the next. */
const UNITS: readonly [unit: string, bytes: number][] = [
  ['TB', 1e12],
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
];

/** A number of bytes in the unit that suits it. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit = '', size = 1] = UNITS.find(([, size]) => bytes >= 0.99995 * size) ?? [];
  return `${(bytes / size).toFixed(1)} ${unit}`;
}
