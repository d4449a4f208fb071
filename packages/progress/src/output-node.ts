import process from 'node:process';
import { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import sliceAnsi from 'slice-ansi';
import { ForgivingStream } from './forgiving-stream-node.js';
import type { Output, OutputStream, Terminal } from './output.js';

/** Where one update of the terminal ends and the next begins: without it they are one, and nothing flickers. */
const BETWEEN_UPDATES = '\x1b[?2026l\x1b[?2026h';

/** The size of a terminal that does not tell it. */
const [USUAL_COLUMNS, USUAL_ROWS] = [80, 24];

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
  readonly #forgiving: ForgivingStream;
  readonly #update: ReturnType<typeof createLogUpdate>;
  /** What is to be written at once. */
  #text = '';
  #bytesWritten = 0;
  /** So many lines were drawn last. */
  #drawn = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
    this.#forgiving = new ForgivingStream(stream);
    const write = (text: string) => {
      this.#text += text;
      return true;
    };
    // The terminal itself, but for what is written.
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
    const fitting = this.#fit(lines);
    // Of another number of lines, log-update 7.2 leaves some where they were.
    if (fitting.length !== this.#drawn) this.#update.clear();
    if (fitting.length > 0) this.#update(fitting.join('\n'));
    this.#drawn = fitting.length;
    if (this.#text !== '') this.#forgiving.write(this.#text.replaceAll(BETWEEN_UPDATES, ''));
    this.#text = '';
    this.#bytesWritten = this.#countBytes();
  }

  /** Those that fit, above the row on which the cursor rests: what has scrolled away cannot be drawn anew. */
  #fit(lines: readonly string[]): string[] {
    const rows = Math.max(1, (this.#stream.rows || USUAL_ROWS) - 1);
    return lines.slice(0, rows).map((line) => sliceAnsi(line, 0, this.columns));
  }

  /** Of everything that this process writes to terminals, as far as Node.js knows. */
  #countBytes(): number {
    const streams = new Set([this.#stream, process.stdout, process.stderr].filter(({ isTTY }) => isTTY));
    return [...streams].reduce((bytes, { bytesWritten }) => bytes + bytesWritten, 0);
  }
}
