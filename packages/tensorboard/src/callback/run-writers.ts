import type { LogTime } from '../writer/checks.js';
import { TakenOver } from '../writer/event-file.js';
import { type Sink, subdirectory } from '../writer/sink.js';
import { SummaryWriter } from '../writer/summary-writer.js';

/** The places below `logDir`, which TensorBoard shows as runs; the hyperparameters stand in `logDir` itself. */
export type Run = 'train' | 'validation' | 'hparams';

/** What is told of the writes. What is thrown here, the call throws that found out. */
export interface Reports {
  /** @param isFinal whether `tryAgain()` would be of no use */
  failed(failure: Error, isFinal: boolean): void;
  recovered(): void;
}

/**
 * The writers of one fit, each made when something is first logged to it.
 *
 * A failure is reported; after it nothing is written, to any of them, until `tryAgain()`. More failures in a row are
 * not reported, but the first write that succeeds is.
 */
export class RunWriters {
  readonly #place: Sink;
  readonly #reports: Reports;
  readonly #writers = new Map<Run, SummaryWriter>();
  readonly #starts = new Map<Run, number>();
  #failed = false;
  #isDown = false;
  #isOver = false;

  constructor(place: Sink, reports: Reports) {
    this.#place = place;
    this.#reports = reports;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Makes the file of a run. @throws Error if that fails, instead of a report */
  async open(run: Run): Promise<void> {
    try {
      await this.#writer(run).flush();
    } catch (failure) {
      this.#failed = true;
      throw failure;
    }
  }

  /** From these steps on the runs replace what earlier fits have logged to them. */
  start(steps: Partial<Record<Run, number>>): void {
    for (const [run, step] of Object.entries(steps) as [Run, number][]) {
      this.#starts.set(run, step);
      this.#try(() => this.#writers.get(run)?.start(step));
    }
  }

  /**
   * Goes on with new files after a failure, from these steps on; the last writes to the old ones are over. What was
   * logged since the failure is lost. Where a later writer has taken over, the place is left to it.
   */
  async tryAgain(steps: Partial<Record<Run, number>>): Promise<void> {
    if (!this.#failed || this.#isOver) return;
    await Promise.allSettled(Array.from(this.#writers.values(), (writer) => writer.close()));
    this.#writers.clear();
    this.#failed = false;
    this.start(steps);
  }

  /** Metrics as points of the curves `<prefix><name>`. */
  scalars(run: Run, prefix: string, metrics: Record<string, number>, step: number, time?: LogTime): void {
    this.#try(() => {
      const writer = this.#writer(run);
      for (const [name, value] of Object.entries(metrics)) writer.scalar(prefix + name, value, step, time);
    });
  }

  /** Whatever else a writer can log, and only that: an error of `action` counts as a failed write. */
  async log(run: Run, action: (writer: SummaryWriter) => void | Promise<void>): Promise<void> {
    await this.#tryAsync(() => action(this.#writer(run)));
  }

  async flush(): Promise<void> {
    await this.#tryAsync(async () => {
      for (const writer of this.#writers.values()) await writer.flush();
      if (!this.#isDown || this.#writers.size === 0) return;
      this.#isDown = false;
      this.#reports.recovered();
    });
  }

  /** Ends all files, also after a failure. */
  async close(): Promise<void> {
    const closed = await Promise.allSettled(Array.from(this.#writers.values(), (writer) => writer.close()));
    this.#writers.clear();
    const rejected = closed.find((result) => result.status === 'rejected');
    if (rejected && !this.#failed) this.#fail(rejected.reason);
  }

  #writer(run: Run): SummaryWriter {
    let writer = this.#writers.get(run);
    if (writer === undefined) {
      writer = new SummaryWriter(run === 'hparams' ? this.#place : subdirectory(this.#place, run));
      this.#writers.set(run, writer);
      const start = this.#starts.get(run);
      if (start !== undefined) writer.start(start);
    }
    return writer;
  }

  #try(action: () => void): void {
    if (this.#failed) return;
    try {
      action();
    } catch (failure) {
      this.#fail(failure);
    }
  }

  async #tryAsync(action: () => void | Promise<void>): Promise<void> {
    if (this.#failed) return;
    try {
      await action();
    } catch (failure) {
      this.#fail(failure);
    }
  }

  #fail(failure: unknown): void {
    this.#failed = true;
    this.#isOver ||= failure instanceof TakenOver;
    if (this.#isDown) return;
    this.#isDown = true;
    this.#reports.failed(failure as Error, this.#isOver);
  }
}
