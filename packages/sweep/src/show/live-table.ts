import type { SweepTable } from '../table/table.js';
import { statusLines } from './status-lines.js';

/** Rows that a terminal is sure to have room for. */
const MOST_ROWS = 12;

/** Milliseconds between two looks. */
const EVERY_MS = 200;

/**
 * Shows a sweep while it runs: on a terminal a table that is drawn again, elsewhere a line for each trial that ends.
 */
export class LiveTable {
  readonly #table: SweepTable;
  readonly #size: number;
  readonly #output: NodeJS.WriteStream;
  readonly #told = new Set<number>();
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(table: SweepTable, size: number, output: NodeJS.WriteStream = process.stdout) {
    this.#table = table;
    this.#size = size;
    this.#output = output;
    for (const { trial, hasEnded } of table.records) if (hasEnded) this.#told.add(trial);
  }

  /** Something has happened. */
  update(): void {
    if (!this.#output.isTTY) this.#tell();
    else this.#timer ??= setTimeout(() => this.#draw(), EVERY_MS);
  }

  /** Shows the last state, which stays. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#output.isTTY && this.#timer !== undefined) this.#draw();
  }

  #draw(): void {
    this.#timer = undefined;
    const lines = statusLines(this.#table, this.#size, MOST_ROWS).map((line) =>
      line.slice(0, this.#output.columns - 1),
    );
    // Up to where it was drawn before, and all below is cleared.
    const back = this.#drawn > 0 ? `\u001b[${this.#drawn}A\u001b[0J` : '';
    this.#output.write(`${back}${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }

  #tell(): void {
    for (const record of this.#table.records) {
      if (!record.hasEnded || this.#told.has(record.trial)) continue;
      this.#told.add(record.trial);
      const { trial, status, value, epochs } = record.result(this.#table.direction);
      const shown = value === undefined ? '' : `, best ${value} in ${epochs.length} epochs`;
      console.info(`sweep: trial ${trial} of ${this.#size} ${status}${shown}`);
    }
  }
}
