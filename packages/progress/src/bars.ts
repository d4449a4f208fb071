import { OptionReader, optionError } from '@cb/core/monitor';
import { openOutput } from '#output';
import type { Output, OutputStream } from './output.js';

export interface BarsOptions {
  /**
   * Where the bars are drawn, such as `process.stderr`.
   * @defaultValue `process.stdout`, in a browser the console
   */
  stream?: OutputStream | undefined;
}

/** A bar as it is at the moment, in at most so many columns. */
export type DrawBar = (columns: number, hasColors: boolean) => string;

/** The shortest time, in milliseconds, from one drawing of all bars to the next. */
const REDRAW_EVERY_MS = 100;

/** Marks instances for other copies of this package. */
const BRAND = Symbol.for('@cb/progress/Bars');

/**
 * The bars of several trainings that share a terminal: hand one object to the `ProgbarLogger` of each.
 *
 * @throws TypeError if an option is unknown or has the wrong type.
 */
export class Bars {
  readonly [BRAND] = true;
  readonly #output: Output;
  readonly #bars = new Map<object, DrawBar>();

  constructor(options?: BarsOptions) {
    const read = new OptionReader('Bars', options, '{ stream: process.stderr }');
    const stream = read.value('stream');
    if (stream !== undefined && typeof stream?.write !== 'function') {
      throw optionError('Bars', 'stream', stream, 'Pass a stream, such as process.stderr.', TypeError);
    }
    read.done();
    this.#output = openOutput(stream);
  }

  /** Whether there is a terminal to draw on; otherwise only `print` shows anything. */
  get isLive(): boolean {
    return this.#output.terminal !== undefined;
  }

  /** The shortest time, in milliseconds, from one drawing of a bar to the next, so that all come to ten a second. */
  get redrawEveryMs(): number {
    return REDRAW_EVERY_MS * Math.max(1, this.#bars.size);
  }

  /** Draws all bars, with this one as the bar of its owner. */
  show(owner: object, bar: DrawBar): void {
    this.#bars.set(owner, bar);
    this.#draw();
  }

  /** Takes the owner's bar away. */
  hide(owner: object): void {
    if (this.#bars.delete(owner)) this.#draw();
  }

  /** Puts a line that stays in place of the owner's bar. The other bars move below it. */
  print(owner: object, line: string): void {
    this.#bars.delete(owner);
    this.#output.terminal?.draw([]);
    this.#output.print(line);
    this.#draw();
  }

  /** Leaves the owner's bar standing as it is. */
  leave(owner: object): void {
    const { terminal } = this.#output;
    const bar = this.#bars.get(owner);
    if (terminal && bar) this.print(owner, bar(terminal.columns, terminal.hasColors));
  }

  #draw(): void {
    const { terminal } = this.#output;
    terminal?.draw([...this.#bars.values()].map((bar) => bar(terminal.columns, terminal.hasColors)));
  }
}

/** Whether it is one, of this copy of the package or another. */
export function isBars(value: unknown): value is Bars {
  return (value as Partial<Bars> | null | undefined)?.[BRAND] === true;
}
