// @ts-check

import { randomNumbers } from '@cb-tooling/backend/random';
import { answers, images, PIXELS, SIZE } from './digits.js';
import { shuffled } from './shuffled.js';

/** @typedef {import('./digits.js').Digit} Digit */

/**
 * A data set for `fitDataset`: in each epoch every digit once, in a new order and moved by at most one pixel across
 * and one down. A network that never sees the same picture twice cannot learn the pictures by heart.
 */
export class ShiftedBatches {
  /** Batches in an epoch. */
  size;
  #digits;
  #batchSize;
  #random;

  /**
   * @param {readonly Digit[]} digits
   * @param {{ batchSize: number, seed: number }} options
   */
  constructor(digits, { batchSize, seed }) {
    this.size = Math.ceil(digits.length / batchSize);
    this.#digits = digits;
    this.#batchSize = batchSize;
    this.#random = randomNumbers(seed);
  }

  /** `fitDataset` asks for a new iterator in each epoch. */
  async iterator() {
    const batches = this.#batches();
    return { next: async () => batches.next() };
  }

  *#batches() {
    const order = shuffled(this.#digits, this.#random);
    for (let first = 0; first < order.length; first += this.#batchSize) {
      const digits = order.slice(first, first + this.#batchSize);
      yield { xs: images(this.#shifted(digits)), ys: answers(digits) };
    }
  }

  /** @param {readonly Digit[]} digits */
  #shifted(digits) {
    const result = new Float32Array(digits.length * PIXELS);
    digits.forEach(({ pixels }, index) => {
      const picture = result.subarray(index * PIXELS, (index + 1) * PIXELS);
      shift(pixels, picture, this.#atMostOnePixel(), this.#atMostOnePixel());
    });
    return result;
  }

  #atMostOnePixel() {
    return Math.floor(this.#random() * 3) - 1;
  }
}

/**
 * Copies a picture, `right` pixels to the right and `down` pixels down. What leaves the frame is cut off.
 *
 * @param {Float32Array} from
 * @param {Float32Array} to all paper
 * @param {number} right
 * @param {number} down
 */
function shift(from, to, right, down) {
  const skipped = Math.max(0, -right);
  for (let row = Math.max(0, -down); row < Math.min(SIZE, SIZE - down); row++) {
    const line = from.subarray(row * SIZE + skipped, (row + 1) * SIZE - Math.max(0, right));
    to.set(line, (row + down) * SIZE + skipped + right);
  }
}
