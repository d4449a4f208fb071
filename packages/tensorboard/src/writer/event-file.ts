import { printable } from '@cb/core/monitor';
import { type FileNamer, faultOf, isMissing } from '@cb/files';
import { ByteBuffer } from '../events/byte-buffer.js';
import { fileVersionEvent } from '../events/event.js';
import { TFRecord } from '../events/record.js';
import { type Claimant, claim, release } from './claims.js';
import type { Sink, SinkFile } from './sink.js';

/** How many bytes wait for the time to flush; more are written at once. */
const LIMIT = 64 * 1024;

/**
 * An event file of its own in a sink, to which events are appended in order.
 *
 * Events are kept in memory until `flush()`, or until there are many; the file is made by the first one. After a write
 * that failed the end of the file is unknown, so nothing is written to it any more and every call says so.
 */
export class EventFile implements Claimant {
  readonly #sink: Sink;
  readonly #pending = new ByteBuffer();
  #file: SinkFile | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isQueued = false;
  #hasEvents = false;
  #holdsEvents = false;
  #failure: EventFileError | undefined;
  #failureIsKnown = false;
  #isUsed = false;
  #hasGivenWay = false;

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#pending.append(new TFRecord(fileVersionEvent()).bytes);
  }

  /** @throws Error if an earlier write has failed, or a later writer has taken over */
  append(event: Uint8Array): void {
    this.appendRecord(new TFRecord(event).bytes);
  }

  /** Appends an event that is a record already. @throws Error as `append()` does */
  appendRecord(record: Uint8Array): void {
    this.#throwFailure();
    if (this.#hasGivenWay) throw new TakenOver(this.#sink);
    this.#isUsed = true;
    this.#hasEvents = true;
    this.#pending.append(record);
    if (this.#pending.length > LIMIT) this.flushInBackground();
  }

  /** Starts to write what is pending. A failure is thrown by the next call. */
  flushInBackground(): void {
    this.#isUsed = true;
    // While a write is under way there is one more to come, however often it is asked for.
    if (this.#isQueued) return;
    this.#isQueued = true;
    this.#writing = this.#writing.then(() => {
      this.#isQueued = false;
      return this.#write();
    });
  }

  /** Resolves when all that was appended is written. @throws Error if that, or an earlier write, has failed */
  async flush(): Promise<void> {
    this.flushInBackground();
    await this.#writing;
    this.#throwFailure();
  }

  /** Like `flush()`, but throws no failure a second time, and makes no file that nothing asked for. */
  async close(): Promise<void> {
    const flushed = this.#isUsed && !this.#failureIsKnown ? this.flush() : undefined;
    const [written] = await Promise.allSettled([flushed]);
    const file = this.#file;
    this.#file = undefined;
    if (this.#sink.location !== undefined) release(this.#sink.location, this);
    const [closed] = await Promise.allSettled([file?.close?.()]);
    if (written.status === 'rejected') throw written.reason;
    if (closed.status === 'rejected') throw writeError(file, this.#sink, closed.reason);
  }

  /** More than the version, which stands in every file, is written. */
  get holdsEvents(): boolean {
    return this.#holdsEvents;
  }

  async giveWay(): Promise<void> {
    this.#hasGivenWay = true;
    this.flushInBackground();
    await this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#failure || this.#pending.length === 0) return;
    try {
      this.#file ??= await this.#open();
      const hasEvents = this.#hasEvents;
      await this.#file.append(this.#pending.take());
      this.#holdsEvents ||= hasEvents;
    } catch (cause) {
      if (!this.#holdsEvents) await this.#remove();
      this.#failure = writeError(this.#file, this.#sink, cause as Error);
    }
  }

  /** Leaves no file behind in which there is nothing. */
  async #remove(): Promise<void> {
    try {
      if (!this.#file?.remove) return;
      await this.#file.remove();
      this.#file = undefined;
    } catch {
      // It does no harm.
    }
  }

  async #open(): Promise<SinkFile> {
    if (this.#sink.location !== undefined) await claim(this.#sink.location, this);
    return this.#sink.open(eventFileNames());
  }

  #throwFailure(): void {
    if (this.#failure === undefined) return;
    this.#failureIsKnown = true;
    // That tells more of what may come.
    throw this.#hasGivenWay ? new TakenOver(this.#sink) : this.#failure;
  }
}

/**
 * TensorFlow's names: when, where, which process, and a number that tells the files of one second apart.
 *
 * TensorBoard reads the files of a directory in the order of their names, so none may come before those that are there:
 * not after a clock was set back, nor of a process that begins in the second in which another one was killed.
 */
function eventFileNames(): FileNamer {
  const now = Math.floor(Date.now() / 1000);
  return (attempt, { host, pid, names = [] }) => {
    const nameAt = (seconds: string) => `events.out.tfevents.${seconds}.${host}.${pid}.${attempt}`;
    const last =
      names
        .filter((name) => SECONDS.test(name))
        .sort()
        .at(-1) ?? '';
    return last < nameAt(String(now)) ? nameAt(String(now)) : nameAt(following(SECONDS.exec(last)?.groups?.seconds));
  };
}

const SECONDS = /^events\.out\.tfevents\.(?<seconds>\d+)\./;

/** A number that comes behind another one by its letters, as names do: the next one, unless it is longer. */
function following(seconds = ''): string {
  const next = String(BigInt(seconds) + 1n);
  return next.length > seconds.length ? `${seconds}0` : next;
}

/** After this nothing more is written to an event file. */
export class EventFileError extends Error {
  /** The file was there, and is no more. */
  readonly isGone: boolean;

  constructor(message: string, options?: { cause: Error; isGone: boolean }) {
    super(message, options);
    this.isGone = options?.isGone ?? false;
  }
}

/** The directory is a later writer's. */
export class TakenOver extends EventFileError {
  constructor({ location }: Sink) {
    const remedy = 'Log with that one, or give each writer a directory of its own.';
    super(`SummaryWriter: a later writer has taken over "${location}". ${remedy}`);
  }
}

function writeError(file: SinkFile | undefined, { location }: Sink, cause: Error): EventFileError {
  const place = location === undefined ? '' : ` in "${location}"`;
  const [what, remedy] =
    file === undefined
      ? [`create an event file${place}`, 'Pass a `logDir` that can be created and written to.']
      : [`write to "${file.name}"`, 'What was logged since the last flush is lost; what the file holds can be read.'];
  const fault = faultOf(cause).message;
  return new EventFileError(`TensorBoard: cannot ${printable(`${what} (${fault})`)}. ${remedy}`, {
    cause,
    isGone: file !== undefined && isMissing(cause),
  });
}
