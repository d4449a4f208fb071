import { printable } from '@cb/core/monitor';
import { parseFormatSpec } from '../filepath/format-spec.js';
import { formatFloat } from '../filepath/python-format.js';
import type { Moment } from './moment.js';

/** Prints what becomes of an epoch, in the words of Keras 3.15.1. */
export class SaveMessages {
  readonly #verbose: boolean;
  readonly #metric: string | undefined;
  readonly #topK: number | undefined;

  /** @param metric the one that decides, if any */
  constructor(verbose: boolean, metric: string | undefined, topK: number | undefined) {
    this.#verbose = verbose;
    this.#metric = metric;
    this.#topK = topK;
  }

  /** @param improvement the best values before and after, if this checkpoint is the best so far */
  saving(moment: Moment, name: string, improvement?: { from: number | undefined; to: number | undefined }): void {
    const reason = improvement
      ? `${this.#metric} improved from ${spell(improvement.from)} to ${spell(improvement.to)}, `
      : '';
    this.#print(moment, `${reason}saving model to ${name}`);
  }

  saved(moment: Moment, name: string): void {
    this.#print(moment, `finished saving model to ${name}`);
  }

  notWanted(moment: Moment, best: number | undefined): void {
    const reason = this.#topK === undefined ? `did not improve from ${spell(best)}` : `was not in top ${this.#topK}`;
    this.#print(moment, `${this.#metric} ${reason}`);
  }

  #print({ epoch }: Moment, message: string): void {
    if (this.#verbose) console.info(`\nEpoch ${epoch + 1}: ${printable(message)}`);
  }
}

function spell(value: number | undefined): string {
  return value === undefined ? 'None' : formatFloat(value, parseFormatSpec('.5f', 'float'));
}
