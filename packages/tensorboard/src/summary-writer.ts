import { OptionReader } from '@cb/core/monitor';
import { argumentError } from './argument-error.js';
import { scalarEvent, sessionStartEvent } from './event.js';
import { EventFile } from './event-file.js';
import { localDirectory } from './local-directory.js';

export interface SummaryWriterOptions {
  /**
   * Milliseconds after which what was logged goes to disk. The clock is compared whenever something is logged.
   * @defaultValue `2000`
   */
  flushEveryMs?: number | undefined;
}

/**
 * Writes what TensorBoard shows into one run directory: a new event file per writer, beside those that are there.
 *
 * Logging only fills a buffer. Use one writer per directory at a time.
 *
 * @example
 * ```ts
 * const writer = new SummaryWriter('logs/my-loop');
 * for (let step = 0; step < steps; step++) writer.scalar('loss', await trainStep(), step);
 * await writer.close();
 * ```
 */
export class SummaryWriter {
  readonly #file: EventFile;
  readonly #flushEveryMs: number;
  #flushedAt = performance.now();
  #started = false;

  /** @param logDir the run directory, as a path or a `file://` URL; the first write makes it */
  constructor(logDir: string, options?: SummaryWriterOptions) {
    checkText('SummaryWriter', 'logDir', logDir, 'the path of a directory');
    const refuse = (remedy: string) => argumentError('SummaryWriter', 'logDir', logDir, remedy);
    this.#file = new EventFile(localDirectory(logDir, refuse));
    const read = new OptionReader<SummaryWriterOptions>('SummaryWriter', options);
    const meaning = 'a number of milliseconds, 0 or more';
    this.#flushEveryMs = read.number('flushEveryMs', 2000, { min: 0, meaning });
    read.done();
  }

  /**
   * Says that this writer logs from a step on: TensorBoard drops what earlier files of the directory hold from there, so
   * that a resumed run continues the curves. Without this call the first thing logged says so with its own step.
   */
  start(step: number): void {
    checkStep('SummaryWriter.start', step);
    this.#file.append(sessionStartEvent(step));
    this.#started = true;
  }

  /**
   * One point of a curve.
   *
   * @param tag the curve's name; TensorBoard groups curves by what stands before the first `/`
   * @param value stored as float32; NaN and infinities are logged as they are
   * @param step where on the horizontal axis: a whole number, 0 or more
   * @throws Error if an earlier write has failed
   */
  scalar(tag: string, value: number, step: number): void {
    const call = 'SummaryWriter.scalar';
    checkText(call, 'tag', tag, 'a name for the curve');
    if (typeof value !== 'number') throw argumentError(call, 'value', value, 'Pass a number.', TypeError);
    checkStep(call, step);
    if (!this.#started) this.start(step);
    this.#file.append(scalarEvent(tag, value, step));
    this.#flushWhenDue();
  }

  /** Resolves when all that was logged is in the file. @throws Error if that, or an earlier write, has failed */
  async flush(): Promise<void> {
    this.#flushedAt = performance.now();
    await this.#file.flush();
  }

  /**
   * Flushes and ends the file; where nothing was logged, there is none.
   *
   * @throws Error if a write has failed and no call has thrown that yet
   */
  async close(): Promise<void> {
    await this.#file.close();
  }

  #flushWhenDue(): void {
    if (performance.now() - this.#flushedAt < this.#flushEveryMs) return;
    this.#flushedAt = performance.now();
    this.#file.flushInBackground();
  }
}

function checkText(call: string, argument: string, text: string, meaning: string): void {
  if (typeof text !== 'string') throw argumentError(call, argument, text, `Pass ${meaning}.`, TypeError);
  if (text === '') throw argumentError(call, argument, text, `Pass ${meaning}.`);
}

function checkStep(call: string, step: number): void {
  if (Number.isSafeInteger(step) && step >= 0) return;
  const kind = typeof step === 'number' ? RangeError : TypeError;
  throw argumentError(call, 'step', step, 'Pass a whole number, 0 or more.', kind);
}
