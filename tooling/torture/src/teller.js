import { HARMS } from './tally.js';

/** Harms of a campaign that are told: more are of the same kind. */
const MOST_HARMS = 20;

/** Begins the line of a terminal anew. */
const AGAIN = '\r\x1b[K';

/**
 * Tells how a campaign gets on: from time to time how far it is, on a terminal always in the same line; and what is lost,
 * wrong or hung as soon as it is found.
 */
export class Teller {
  #name;
  #tally;
  #stream;
  #timer;
  #begin = performance.now();

  /**
   * @param {string} name of the campaign
   * @param {import('./tally.js').Tally} tally
   * @param {object} [options]
   * @param {number} [options.everyS] seconds from one line to the next; that of a terminal changes every second
   * @param {Pick<NodeJS.WriteStream, 'write' | 'isTTY'>} [options.stream]
   */
  constructor(name, tally, { everyS = 30, stream = process.stderr } = {}) {
    this.#name = name;
    this.#tally = tally;
    this.#stream = stream;
    tally.onHarm = (what) => {
      if (tally.harms <= MOST_HARMS) this.#write(what);
    };
    this.#timer = setInterval(() => this.#tell(), 1000 * (stream.isTTY ? 1 : everyS)).unref();
  }

  /** Since it began. */
  get seconds() {
    return (performance.now() - this.#begin) / 1000;
  }

  /** Nothing more is to come. */
  end() {
    clearInterval(this.#timer);
    const more = this.#tally.harms - MOST_HARMS;
    if (more > 0) this.#write(`… and ${more} more`);
    else this.#write('', '');
  }

  #tell() {
    const { attempts, faults, steps } = this.#tally;
    const counts = [
      `${attempts} attempts`,
      `${faults} faults`,
      ...HARMS.map((harm) => `${this.#tally.count(harm)} ${harm}`),
    ];
    const left =
      steps.done > 0 ? `, about ${inWords(this.seconds * Math.max(0, steps.all / steps.done - 1))} left` : '';
    const line = `${this.#name}: ${counts.join(', ')} in ${inWords(this.seconds)}${left}`;
    this.#write(line, this.#stream.isTTY ? '' : '\n');
  }

  /** @param {string} line */
  #write(line, end = '\n') {
    this.#stream.write(`${this.#stream.isTTY ? AGAIN : ''}${line}${end}`);
  }
}

/** @param {number} seconds */
function inWords(seconds) {
  return seconds < 120 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
}
