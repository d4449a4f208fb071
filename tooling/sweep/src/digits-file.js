import { writeFileSync } from 'node:fs';
import { loadDigits } from '../../demo/src/digits.js';

/** So many digits of each number. */
const EACH = 20;

/**
 * Writes digits for the trials, which read them faster than they would find them.
 *
 * @param {string} file
 */
export async function writeDigits(file) {
  const { training } = await loadDigits({ seed: 1, digitsPerLabel: EACH });
  // The numbers in turn, so that what is held out has its share of each.
  const digits = training.map((digit, index) => ({ digit, turn: index % (training.length / 10) }));
  const ordered = digits.sort((a, b) => a.turn - b.turn).map(({ digit }) => digit);
  const pixels = ordered.flatMap((digit) => Array.from(digit.pixels, (pixel) => Math.round(pixel * 255)));
  writeFileSync(file, Uint8Array.from([...ordered.map(({ label }) => label), ...pixels]));
}
