import { Callback, type CallbackState, type Logs, printable } from '@cb/core';
import { faultOf } from '@cb/files';
import { cellsOf } from './cells.js';
import { type CSVLoggerOptions, readOptions } from './csv-logger-options.js';
import { remarkOn, remarkOnReplaced } from './first-epoch.js';
import { LogFile } from './log-file.js';
import { placeOf } from './log-place.js';

/** What a failure that does not end training leads to. */
const NEXT_ROW = 'Training goes on; the next row that can be written brings the missing ones along.';

/**
 * Writes the metrics of each epoch as a row of a CSV file.
 *
 * The first column is `epoch`, counted from 0. A row is in the file when the hook `onEpochEnd` is over, and survives a
 * process that is killed; it is brought to the disk (`fsync`) while training goes on, and is there when `onTrainEnd` is
 * over. What callbacks that stand behind this one add to the logs is added to the row as the next epoch begins, or
 * training ends; a metric that appears later gets a column of its own, with `NA` in the rows before. Numbers are spelt
 * as Python spells them, so that the file is Keras's, byte for byte.
 *
 * With `append: true`, or with the state of a run that was killed, training goes on in the file that is there: rows of
 * the epochs that run again give way to the new ones, and a line that a crash has cut off or torn is left out.
 *
 * @example
 * ```ts
 * await model.fit(xs, ys, { epochs: 100, callbacks: [new CSVLogger('runs/first.csv')] });
 * ```
 *
 * @throws TypeError or RangeError for a wrong filename or option
 * @throws Error before training if the file cannot be written, or if it is to be appended to and is no such log;
 * from the hooks if a row cannot be written, unless `onError` is `'warn'`
 *
 * @see keras/src/callbacks/csv_logger.py in Keras 3.15.1; differences are listed in the README
 */
export class CSVLogger extends Callback {
  readonly #path: string;
  readonly #append: boolean;
  readonly #throwsErrors: boolean;
  readonly #log: LogFile;
  #exists = false;
  #goesOn = false;
  #hasBegun = false;
  /** The epoch that ended last, until its row is complete. */
  #ended: { epoch: number; logs: Logs; metrics: number } | undefined;

  /** @param filename the path or `file://` URL of the file; what is missing of its directories is made */
  constructor(filename: string, options?: CSVLoggerOptions) {
    super();
    const place = placeOf(filename);
    const { separator, append, throwsErrors } = readOptions(options);
    this.#path = place.path;
    this.#append = append;
    this.#throwsErrors = throwsErrors;
    this.#log = new LogFile(place, separator, (work) =>
      this.background(work.catch((cause) => this.#failed(cause, NEXT_ROW))),
    );
  }

  override async onTrainBegin(): Promise<void> {
    this.#hasBegun = false;
    this.#ended = undefined;
    this.#goesOn = this.#append;
    try {
      this.#exists = await this.#log.begin();
    } catch (cause) {
      throw this.#writeError(cause);
    }
    if (this.#append) await this.#readRows();
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    if (!this.#hasBegun) await this.#begin(epoch);
    await this.#complete();
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    this.#ended = { epoch, logs, metrics: Object.keys(logs).length };
    await this.#put(epoch, logs);
  }

  override async onTrainEnd(): Promise<void> {
    await this.#complete();
    // A row that the disk did not take is written once more.
    await this.settled();
    try {
      await this.#log.catchUp();
    } catch (cause) {
      this.#failed(cause, 'Training is over, and rows are missing in it.');
    }
  }

  protected override saveState(): CallbackState {
    return { values: { callback: 'CSVLogger', hasRows: this.#log.table.count > 0 } };
  }

  /** The rows that there were then are in the file, whatever `append` is. */
  protected override loadState({ values }: CallbackState): void {
    this.#goesOn = this.#append || values.hasRows === true;
  }

  async #begin(epoch: number): Promise<void> {
    this.#hasBegun = true;
    if (this.#goesOn && !this.#append) await this.#readRows();
    const remark = this.#goesOn ? remarkOn(this.#log.table, epoch) : remarkOnReplaced(this.#exists, epoch);
    if (remark !== undefined) console.warn(`CSVLogger: "${printable(this.#path)}" ${remark}`);
    if (epoch === 0) this.#log.table.beginTraining();
  }

  async #readRows(): Promise<void> {
    try {
      await this.#log.goOn();
    } catch (cause) {
      throw new Error(
        `CSVLogger: cannot append to ${printable(`"${this.#path}" (${(cause as Error).message})`)}. ` +
          'Mend the file, pass another filename, or `append: false` to replace it.',
        { cause },
      );
    }
  }

  /** Adds to the last row what other callbacks have added to its logs meanwhile. */
  async #complete(): Promise<void> {
    const ended = this.#ended;
    this.#ended = undefined;
    if (ended && Object.keys(ended.logs).length > ended.metrics) await this.#put(ended.epoch, ended.logs);
  }

  async #put(epoch: number, logs: Logs): Promise<void> {
    try {
      await this.#log.put(epoch, await cellsOf(logs));
    } catch (cause) {
      this.#failed(cause, NEXT_ROW);
    }
  }

  /** @param consequence what a warning says of a failure that does not end training */
  #failed(cause: unknown, consequence: string): void {
    const error = this.#writeError(cause);
    if (this.#throwsErrors) throw error;
    console.warn(`${error.message} ${consequence}`);
  }

  #writeError(cause: unknown): Error {
    const where = printable(`"${this.#path}" (${faultOf(cause).message})`);
    return new Error(`CSVLogger: cannot write to ${where}. Mend that, or pass another filename.`, { cause });
  }
}
