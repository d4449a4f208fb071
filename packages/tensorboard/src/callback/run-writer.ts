import type { LogTime } from '../writer/checks.js';
import { EventFileError, TakenOver } from '../writer/event-file.js';
import type { Sink } from '../writer/sink.js';
import { SummaryWriter } from '../writer/summary-writer.js';

/** The writer of one run in a fit: made when something is first logged, and made anew after its file has failed. */
export class RunWriter {
  readonly #place: Sink;
  #writer: SummaryWriter | undefined;
  #start: number | undefined;
  #hasStarted = false;
  #lastStep = -1;
  #hasFailed = false;
  #isDown = false;
  #isTaken = false;

  constructor(place: Sink) {
    this.#place = place;
  }

  /** The file has failed, and nothing may be logged until `renew()`. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** The file has failed, and nothing was written since. */
  get isDown(): boolean {
    return this.#isDown;
  }

  /** A later writer has the place, which is left to it. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Something was logged. */
  get isUsed(): boolean {
    return this.#writer !== undefined;
  }

  get writer(): SummaryWriter {
    if (this.#writer === undefined) {
      this.#writer = new SummaryWriter(this.#place);
      if (this.#start !== undefined) this.#writer.start(this.#start);
    }
    return this.#writer;
  }

  /** From this step on the run replaces what earlier fits have logged to it. */
  start(step: number): void {
    this.#start = step;
    this.#writer?.start(step);
  }

  /** Metrics as points of the curves `<prefix><name>`. */
  scalars(prefix: string, metrics: Record<string, number>, step: number, time?: LogTime): void {
    const { writer } = this;
    this.#lastStep = Math.max(this.#lastStep, step);
    for (const [name, value] of Object.entries(metrics)) writer.scalar(prefix + name, value, step, time);
  }

  /** Resolves when all that was logged is in the file, if there is one. */
  async flush(): Promise<void> {
    if (this.#writer === undefined) return;
    try {
      await this.#writer.flush();
    } catch (failure) {
      // What could not be logged leaves the rest to be written.
      if (!(failure instanceof EventFileError)) await this.#writer.flush();
      throw failure;
    }
    this.#isDown = false;
  }

  fail(failure: EventFileError): void {
    this.#hasFailed = true;
    this.#isDown = true;
    this.#isTaken ||= failure instanceof TakenOver;
  }

  /**
   * Goes on with a new file after a failure. It replaces nothing that this fit has logged; what earlier fits have, only
   * if the old file could not say so.
   *
   * @returns whether something may be logged again
   */
  async renew(): Promise<boolean> {
    if (!this.#hasFailed || this.#isTaken) return false;
    await this.#giveUp();
    if (this.#isTaken) return false;
    if (this.#hasStarted) this.#start = Math.max(this.#start ?? 0, this.#lastStep + 1);
    this.#hasFailed = false;
    // Made at once, so that the place is not free until something is logged.
    const [made] = await Promise.allSettled([this.writer.flush()]);
    if (made.status === 'rejected') this.fail(made.reason);
    return !this.#hasFailed;
  }

  /** Ends the file that has failed. */
  async #giveUp(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    const [flushed] = await Promise.allSettled([writer?.flush()]);
    await Promise.allSettled([writer?.close()]);
    this.#hasStarted ||= this.#start !== undefined && writer?.holdsEvents === true;
    this.#isTaken = flushed.status === 'rejected' && flushed.reason instanceof TakenOver;
  }

  /** Ends the file. */
  async close(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.close();
  }
}
