import { show } from '@cb/core/monitor';
import { fromText, LINE_END, type Line, toLine, withoutTornEnd } from './csv-text.js';

/** The column that every log begins with. */
const EPOCH = 'epoch';

/** What stands where an epoch did not report a metric, as in Keras. */
const MISSING = 'NA';

interface Row {
  epoch: number;
  /** As it stands in the file, which takes less memory than its cells. */
  line: string;
}

/**
 * The rows of a log: one for each epoch, one column for each metric. A row of epoch 0 begins another training, below
 * those of the trainings before.
 */
export class Table {
  readonly #separator: string;
  #columns: string[] = [];
  #rows: Row[] = [];
  /** Where the rows of the last training begin. */
  #training = 0;
  #lastEpoch = -1;

  constructor(separator: string) {
    this.#separator = separator;
  }

  /**
   * Reads a log. A last line that does not end was cut off while it was written, and is left out; so are lines at the
   * end that a power cut has torn.
   *
   * @throws Error if it is no log; its message is a clause about the file
   */
  static parse(text: string, separator: string): Table {
    const { lines, rest } = fromText(withoutTornEnd(text.replace(/^\uFEFF/, '')), separator);
    const [header, ...body] = lines;
    if ((header?.cells[0] ?? (rest.split(separator)[0] || EPOCH)) !== EPOCH) {
      throw new Error(`its first column is not "${EPOCH}", with ${JSON.stringify(separator)} as separator`);
    }
    if (/[\r\n]/.test(rest)) throw new Error(`its text from ${show(rest.slice(0, 20))} on is no CSV`);
    const table = new Table(separator);
    table.#columns = header?.cells.slice(1) ?? [];
    table.#rows = body.map((line) => table.#rowOf(line));
    table.#training = Math.max(0, table.#rows.map(({ epoch }) => epoch).lastIndexOf(0));
    table.#lastEpoch = table.#rows.slice(table.#training).reduce((last, { epoch }) => Math.max(last, epoch), -1);
    return table;
  }

  get count(): number {
    return this.#rows.length;
  }

  /** The highest epoch of the last training; -1 when it has no row. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** Keeps the rows that there are from now on: another training begins. */
  beginTraining(): void {
    this.#training = this.#rows.length;
    this.#lastEpoch = -1;
  }

  /**
   * Sets the row of an epoch, in place of those that the training has of this epoch and of later ones, which run again.
   *
   * A first row decides the columns as Keras does; a metric that appears later gets one more column.
   *
   * @returns whether nothing but a line at the end is new
   */
  put(epoch: number, cells: ReadonlyMap<string, string>): boolean {
    const isNext = epoch > this.#lastEpoch;
    if (!isNext) this.#rows = this.#rows.filter((row, index) => index < this.#training || row.epoch < epoch);
    const names = [...cells.keys()];
    const isFirst = this.#rows.length === 0;
    if (isFirst) this.#columns = firstColumns(names);
    const late = names.filter((name) => !this.#columns.includes(name)).sort(byCodePoint);
    if (late.length > 0) this.#addColumns(late);
    this.#rows.push({
      epoch,
      line: this.#line(
        epoch,
        this.#columns.map((name) => cells.get(name) ?? MISSING),
      ),
    });
    this.#lastEpoch = epoch;
    return isNext && !isFirst && late.length === 0;
  }

  /** The last row as text. */
  get lastLine(): string {
    return this.#rows.at(-1)?.line ?? '';
  }

  /** The whole log as text. */
  toString(): string {
    return toLine([EPOCH, ...this.#columns], this.#separator) + this.#rows.map(({ line }) => line).join('');
  }

  #addColumns(names: readonly string[]): void {
    this.#columns.push(...names);
    const end = toLine(['', ...names.map(() => MISSING)], this.#separator);
    for (const row of this.#rows) row.line = row.line.slice(0, -LINE_END.length) + end;
  }

  #rowOf({ number, cells: [epoch = '', ...values] }: Line): Row {
    if (!/^\d+$/.test(epoch))
      throw new Error(`line ${number} begins with ${show(epoch.slice(0, 40))}, which is no epoch`);
    if (values.length !== this.#columns.length) {
      throw new Error(`line ${number} has ${values.length + 1} cells, and the header ${this.#columns.length + 1}`);
    }
    return { epoch: Number(epoch), line: this.#line(Number(epoch), values) };
  }

  #line(epoch: number, values: readonly string[]): string {
    return toLine([String(epoch), ...values], this.#separator);
  }
}

/** Where a first epoch has no validation, Keras keeps columns for it, because a later one may have. */
function firstColumns(names: readonly string[]): string[] {
  const sorted = [...names].sort(byCodePoint);
  const hasValidation = names.some((name) => name.startsWith('val_'));
  return hasValidation ? sorted : [...sorted, ...sorted.map((name) => `val_${name}`)];
}

/** As Python sorts; JavaScript takes characters above U+FFFF for two of a lower code. */
function byCodePoint(a: string, b: string): number {
  const codesOf = (name: string) => Array.from(name, (character) => character.codePointAt(0) as number);
  const [left, right] = [codesOf(a), codesOf(b)];
  const at = left.findIndex((code, index) => code !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] as number) - (right[at] ?? -1);
}
