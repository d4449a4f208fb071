// @ts-check
import { SIZE } from './digits.js';

/** The box that every digit fits into. */
const BOX = 20;

/** Two pixels, one above the other, in one character. */
const BLOCKS = /** @type {const} */ ({ upper: '▀', lower: '▄', both: '█', none: ' ' });

/**
 * A digit in block characters: ten lines of twenty, without the paper around it.
 *
 * @param {import('./digits.js').Digit} digit
 */
export function draw({ pixels }) {
  const { top, left } = corner(pixels);
  const isInk = (/** @type {number} */ row, /** @type {number} */ column) =>
    row < SIZE && column < SIZE && Number(pixels[row * SIZE + column]) > 0.4;
  return Array.from({ length: BOX / 2 }, (_, line) =>
    Array.from({ length: BOX }, (_, column) => {
      const row = top + 2 * line;
      return block(isInk(row, left + column), isInk(row + 1, left + column));
    }).join(''),
  );
}

/**
 * Pictures in a row, each a list of lines.
 *
 * @param {string[][]} pictures
 */
export function sideBySide(pictures) {
  const height = Math.max(...pictures.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    pictures
      .map((picture) => `  ${(picture[line] ?? '').padEnd(BOX)}`)
      .join('')
      .trimEnd(),
  );
}

/**
 * The first row and column with ink.
 *
 * @param {Float32Array} pixels
 */
function corner(pixels) {
  const inked = Array.from(pixels.keys()).filter((index) => Number(pixels[index]) > 0);
  return {
    top: Math.min(...inked.map((index) => Math.floor(index / SIZE))),
    left: Math.min(...inked.map((index) => index % SIZE)),
  };
}

/**
 * @param {boolean} upper
 * @param {boolean} lower
 */
function block(upper, lower) {
  if (upper) return lower ? BLOCKS.both : BLOCKS.upper;
  return lower ? BLOCKS.lower : BLOCKS.none;
}
