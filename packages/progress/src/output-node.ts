import process from 'node:process';
import { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import sliceAnsi from 'slice-ansi';
import { ForgivingStream } from './forgiving-stream-node.js';
import type { Output, OutputStream, Terminal } from './output.js';

/** The width of a terminal that does not tell it. */
const USUAL_COLUMNS = 80;

/** @param stream `process.stdout` if left out */
export function openOutput(stream: OutputStream = process.stdout): Output {
  const forgiving = new ForgivingStream(stream);
  return {
    print: (line) => forgiving.write(`${line}\n`),
    terminal: canRedraw(stream) ? new NodeTerminal(stream) : undefined,
  };
}

/** Logs of CI keep every line, even where they pretend to be a terminal. */
function canRedraw(stream: OutputStream): stream is WriteStream {
  const { CI, TERM } = process.env;
  const isCI = CI !== undefined && CI !== '' && CI !== 'false';
  return stream instanceof WriteStream && !isCI && TERM !== 'dumb';
}

/**
 * Lines that are drawn anew in place. The cursor stays visible and rests at the beginning of the line below them, so a
 * process that is killed leaves the terminal in order, and what others print begins on a line of its own.
 */
class NodeTerminal implements Terminal {
  readonly #stream: WriteStream;
  readonly #update: ReturnType<typeof createLogUpdate>;
  #bytesWritten = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
    const forgiving = new ForgivingStream(stream);
    const write = (text: string) => {
      forgiving.write(text);
      return true;
    };
    // The terminal itself, but for errors.
    this.#update = createLogUpdate(Object.create(stream, { write: { value: write } }), { showCursor: true });
  }

  get columns(): number {
    // A line that fills the last column wraps on some terminals; some report a width of 0.
    return (this.#stream.columns || USUAL_COLUMNS) - 1;
  }

  /** As `NO_COLOR`, `FORCE_COLOR` and the terminal say. */
  get hasColors(): boolean {
    return this.#stream.hasColors();
  }

  draw(lines: readonly string[]): void {
    // What others have printed meanwhile stands below our lines: to erase these would erase that.
    if (this.#countBytes() !== this.#bytesWritten) this.#update.done();
    if (lines.length === 0) this.#update.clear();
    else this.#update(lines.map((line) => sliceAnsi(line, 0, this.columns)).join('\n'));
    this.#bytesWritten = this.#countBytes();
  }

  /** Of everything that this process writes to terminals, as far as Node.js knows. */
  #countBytes(): number {
    const streams = new Set([this.#stream, process.stdout, process.stderr].filter(({ isTTY }) => isTTY));
    return [...streams].reduce((bytes, { bytesWritten }) => bytes + bytesWritten, 0);
  }
}
