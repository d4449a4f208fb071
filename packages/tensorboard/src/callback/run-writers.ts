import type { LogTime } from '../writer/checks.js';
import { type Sink, subdirectory } from '../writer/sink.js';
import { SummaryWriter } from '../writer/summary-writer.js';

/** The places below `logDir`, which TensorBoard shows as runs; the hyperparameters stand in `logDir` itself. */
export type Run = 'train' | 'validation' | 'hparams';

/**
 * The writers of one fit, each made when something is first logged to it.
 *
 * The first failure is reported; after it nothing is written any more, to any of them.
 */
export class RunWriters {
  readonly #place: Sink;
  readonly #report: (failure: Error) => void;
  readonly #writers = new Map<Run, SummaryWriter>();
  readonly #starts = new Map<Run, number>();
  #failed = false;

  /** @param report what it throws, the call throws that found the failure */
  constructor(place: Sink, report: (failure: Error) => void) {
    this.#place = place;
    this.#report = report;
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

  /** From this step on a run replaces what earlier fits have logged to it. */
  start(run: Run, step: number): void {
    this.#starts.set(run, step);
    this.#try(() => this.#writers.get(run)?.start(step));
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
    this.#report(failure as Error);
  }
}
