import type { Writable } from 'node:stream';
import type { OutputStream } from './output.js';

const ignore = () => {};

/**
 * Writes as `console` does: that nobody reads any more, or that the terminal is gone, must not end a training. Errors
 * of the stream reach whoever else listens for them; without our listener they would end the process.
 */
export class ForgivingStream implements OutputStream {
  readonly #stream: OutputStream & Partial<Pick<Writable, 'on' | 'off'>>;
  #pending = 0;

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  write(text: string): void {
    if (this.#pending++ === 0) this.#stream.on?.('error', ignore);
    const over = () => {
      if (--this.#pending === 0) this.#stream.off?.('error', ignore);
    };
    // An error is told to this callback first, and then to the listeners.
    (this.#stream as Writable).write(text, () => setImmediate(over));
  }
}
