import { type AppendFile, createAppendFile, type FileNamer } from '@cb/files';
import { fileVersionEvent } from './event.js';
import { frame } from './record.js';

/**
 * An event file of its own in a directory, to which events are appended in order.
 *
 * Events are kept in memory until `flush()`; the file is made by the first one. After a write that failed the end of the
 * file is unknown, so nothing is written to it any more and every call says so.
 */
export class EventFile {
  readonly #directory: string;
  #file: AppendFile | undefined;
  #pending: Uint8Array[] = [frame(fileVersionEvent())];
  #writing: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  #failureIsKnown = false;
  #isUsed = false;
  #closed = false;

  /** @param directory its absolute path */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws Error if an earlier write has failed, or the file is closed */
  append(event: Uint8Array): void {
    if (this.#closed) throw new Error('SummaryWriter: it was closed. Make a new one to log more.');
    this.#throwFailure();
    this.#isUsed = true;
    this.#pending.push(frame(event));
  }

  /** Starts to write what is pending. A failure is thrown by the next call. */
  flushInBackground(): void {
    this.#isUsed = true;
    this.#writing = this.#writing.then(() => this.#write());
  }

  /** Resolves when all that was appended is written. @throws Error if that, or an earlier write, has failed */
  async flush(): Promise<void> {
    this.flushInBackground();
    await this.#writing;
    this.#throwFailure();
  }

  /** Like `flush()`, but throws no failure a second time, and makes no file that nothing asked for. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#isUsed && !this.#failureIsKnown) await this.flush();
  }

  async #write(): Promise<void> {
    if (this.#failure || this.#pending.length === 0) return;
    try {
      this.#file ??= await createAppendFile(this.#directory, eventFileNames());
      await this.#file.append(concat(this.#pending.splice(0)));
    } catch (cause) {
      this.#failure = writeError(this.#file, this.#directory, cause as Error);
    }
  }

  #throwFailure(): void {
    if (this.#failure === undefined) return;
    this.#failureIsKnown = true;
    throw this.#failure;
  }
}

/** TensorFlow's names: when, where, which process, and a number that tells the files of one second apart. */
function eventFileNames(): FileNamer {
  const seconds = Math.floor(Date.now() / 1000);
  return (attempt, { host, pid }) => `events.out.tfevents.${seconds}.${host}.${pid}.${attempt}`;
}

function writeError(file: AppendFile | undefined, directory: string, cause: Error): Error {
  const [what, remedy] =
    file === undefined
      ? [`create an event file in "${directory}"`, 'Pass a `logDir` that can be created and written to.']
      : [`write to "${file.name}"`, 'What was logged since the last flush is lost; what the file holds can be read.'];
  return new Error(`TensorBoard: cannot ${what} (${cause.message}). ${remedy}`, { cause });
}

function concat(records: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((length, record) => length + record.length, 0));
  let offset = 0;
  for (const record of records) {
    bytes.set(record, offset);
    offset += record.length;
  }
  return bytes;
}
