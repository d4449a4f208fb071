import type { LogTime } from '../writer/checks.js';
import { EventFileError } from '../writer/event-file.js';
import { type Sink, subdirectory } from '../writer/sink.js';
import type { SummaryWriter } from '../writer/summary-writer.js';
import { RunWriter } from './run-writer.js';

/** The places below `logDir`, which TensorBoard shows as runs; the hyperparameters stand in `logDir` itself. */
const RUNS = ['train', 'validation', 'hparams'] as const;

export type Run = (typeof RUNS)[number];

/** What is told of the writes. What is thrown here, the call throws that found out. */
export interface Reports {
  /** The file of a run cannot be written. @param isFinal whether another try is of no use */
  failed(failure: Error, isFinal: boolean): void;

  /** All runs whose files have failed were written again. */
  recovered(): void;

  /** Something could not be logged, and the files are well. Told of each failure once. */
  leftOut(failure: Error): void;
}

/**
 * The writers of one fit.
 *
 * After a failure nothing is written to that run until `tryAgain()`. While one is down no other failure is reported.
 */
export class RunWriters {
  readonly #runs: Readonly<Record<Run, RunWriter>>;
  readonly #reports: Reports;
  readonly #leftOut = new Set<string>();
  #isDown = false;
  #outages = 0;

  constructor(place: Sink, reports: Reports) {
    this.#runs = {
      train: new RunWriter(subdirectory(place, 'train')),
      validation: new RunWriter(subdirectory(place, 'validation')),
      hparams: new RunWriter(place),
    };
    this.#reports = reports;
  }

  /** The file of some run has failed, and was not written since. */
  get isDown(): boolean {
    return this.#isDown;
  }

  /** Nothing can be logged to this run. */
  hasFailed(run: Run): boolean {
    return this.#runs[run].hasFailed;
  }

  /** Something was logged to this run, to the file that it has now. */
  isUsed(run: Run): boolean {
    return this.#runs[run].isUsed;
  }

  /** Makes the file of a run. @throws Error if that fails, instead of a report */
  async open(run: Run): Promise<void> {
    await this.#runs[run].writer.flush();
  }

  /** From these steps on the runs replace what earlier fits have logged to them. */
  start(steps: Partial<Record<Run, number>>): void {
    for (const [run, step] of Object.entries(steps) as [Run, number][]) {
      this.#try(run, () => this.#runs[run].start(step));
    }
  }

  /** Metrics as points of the curves `<prefix><name>`. */
  scalars(run: Run, prefix: string, metrics: Record<string, number>, step: number, time?: LogTime): void {
    this.#try(run, () => this.#runs[run].scalars(prefix, metrics, step, time));
  }

  /** Whatever else a writer can log. */
  async log(run: Run, action: (writer: SummaryWriter) => void | Promise<void>): Promise<void> {
    await this.#tryAsync(run, () => action(this.#runs[run].writer));
  }

  async flush(): Promise<void> {
    for (const run of RUNS) await this.#tryAsync(run, () => this.#runs[run].flush());
    if (!this.#isDown || Object.values(this.#runs).some(({ isDown }) => isDown)) return;
    this.#isDown = false;
    if (this.#isTold) this.#reports.recovered();
  }

  /**
   * Goes on with new files where the old ones have failed; no write is under way. What was logged since is lost.
   *
   * @returns the runs to which something may be logged again
   */
  async tryAgain(): Promise<Run[]> {
    const renewed = await Promise.all(RUNS.map((run) => this.#runs[run].renew()));
    return RUNS.filter((_, index) => renewed[index]);
  }

  /** Ends all files, also after a failure. */
  async close(): Promise<void> {
    const closed = await Promise.allSettled(RUNS.map((run) => this.#runs[run].close()));
    for (const [index, run] of RUNS.entries()) {
      const result = closed[index] as PromiseSettledResult<void>;
      if (result.status === 'rejected' && !this.hasFailed(run)) this.#fail(run, result.reason);
    }
  }

  #try(run: Run, action: () => void): void {
    if (this.hasFailed(run)) return;
    try {
      action();
    } catch (failure) {
      this.#fail(run, failure as Error);
    }
  }

  async #tryAsync(run: Run, action: () => void | Promise<void>): Promise<void> {
    if (this.hasFailed(run)) return;
    try {
      await action();
    } catch (failure) {
      this.#fail(run, failure as Error);
    }
  }

  #fail(run: Run, failure: Error): void {
    if (!(failure instanceof EventFileError)) {
      // The rest is the cause, which may name a file of the moment.
      const what = failure.message.replace(/ \(.*/s, '');
      if (this.#leftOut.has(what)) return;
      this.#leftOut.add(what);
      this.#reports.leftOut(failure);
      return;
    }
    this.#runs[run].fail(failure);
    // With the directory of one the others may have gone, and would not tell before they are written to.
    if (failure.isGone) {
      for (const other of Object.values(this.#runs)) if (other.isUsed) other.fail(failure);
    }
    if (this.#isDown) return;
    this.#isDown = true;
    this.#outages++;
    if (this.#isTold) this.#reports.failed(failure, this.#runs[run].isTaken);
  }

  /** Of files that can be written now and then, ever fewer failures are told: the first, the second, the fourth. */
  get #isTold(): boolean {
    return Number.isInteger(Math.log2(this.#outages));
  }
}
