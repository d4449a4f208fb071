import { randomNumbers } from '@cb-tooling/backend/random';

/** Makes choices, the same for the same seed. */
export class Chance {
  #next;

  /** @param {number} seed a whole number */
  constructor(seed) {
    this.#next = randomNumbers(seed);
  }

  /** A number from 0 up to but without 1. */
  share() {
    return this.#next();
  }

  /** A whole number from 0 up to but without `end`, or 0. @param {number} end */
  below(end) {
    return Math.floor(this.#next() * end);
  }

  /** @template Item @param {readonly Item[]} items @returns {Item} */
  pick(items) {
    return /** @type {Item} */ (items[this.below(items.length)]);
  }

  /** Whether something happens that happens so often. @param {number} share from 0 to 1 */
  isOf(share) {
    return this.#next() < share;
  }

  /** @param {number} length */
  bytes(length) {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
