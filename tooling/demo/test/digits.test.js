// @ts-check
import '@cb-tooling/backend';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { loadDigits, PIXELS, SIZE } from '../src/digits.js';
import { ShiftedBatches } from '../src/shifted-batches.js';

/** @typedef {import('../src/digits.js').Digit} Digit */

const all = await loadDigits({ seed: 1 });

test('every digit is in one of three parts, and every label has its tenth in two of them', () => {
  const { training, validation, test } = all;
  expect(new Set([...training, ...validation, ...test].map(fingerprint)).size).toBe(10_000);
  expect([training.length, validation.length, test.length]).toEqual([8002, 999, 999]);
  for (const part of [validation, test]) {
    const counts = Array.from({ length: 10 }, (_, label) => part.filter((digit) => digit.label === label).length);
    expect(counts).toEqual([100, 113, 99, 103, 98, 86, 101, 107, 94, 98]);
  }
});

test('the seed decides which digit is in which part', async () => {
  const test = all.test.map(fingerprint);
  expect((await loadDigits({ seed: 1 })).test.map(fingerprint)).toEqual(test);
  expect((await loadDigits({ seed: 2 })).test.map(fingerprint)).not.toEqual(test);
});

test('an epoch has every digit once, and the next one has them in another order', async () => {
  const digits = Array.from({ length: 10 }, (_, label) => ({ pixels: new Float32Array(PIXELS), label }));
  const batches = new ShiftedBatches(digits, { batchSize: 4, seed: 1 });
  const first = await oneEpoch(batches);
  const second = await oneEpoch(batches);
  expect(batches.size).toBe(3);
  expect(first.map(({ size }) => size)).toEqual([4, 4, 2]);
  expect(labels(first).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(labels(second).sort()).toEqual(labels(first).sort());
  expect(labels(second)).not.toEqual(labels(first));
  expect(labels(await oneEpoch(new ShiftedBatches(digits, { batchSize: 4, seed: 1 })))).toEqual(labels(first));
});

test('a digit moves by at most a pixel in each direction, and what leaves the frame does not come back', async () => {
  const digits = Array.from({ length: 300 }, () => ({ pixels: dotsAt([5, 5], [10, 0], [27, 14]), label: 0 }));
  const [batch] = await oneEpoch(new ShiftedBatches(digits, { batchSize: 300, seed: 1 }));
  const seen = new Set(batch?.pictures.map((picture) => JSON.stringify(inked(picture))));
  const expected = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => JSON.stringify(moved(down, right))));
  expect([...seen].sort()).toEqual(expected.sort());

  /**
   * @param {number} down
   * @param {number} right
   */
  function moved(down, right) {
    const dots = [
      [5 + down, 5 + right],
      [10 + down, 0 + right],
      [27 + down, 14 + right],
    ];
    return dots.filter((dot) => dot.every((position) => position >= 0 && position < SIZE));
  }
});

/** @param {ShiftedBatches} batches */
async function oneEpoch(batches) {
  const result = [];
  const iterator = await batches.iterator();
  for (let { value } = await iterator.next(); value; { value } = await iterator.next()) {
    const pixels = /** @type {Float32Array} */ (value.xs.dataSync());
    const size = value.xs.shape[0];
    result.push({
      size,
      labels: [...tf.argMax(value.ys, 1).dataSync()],
      pictures: Array.from({ length: size }, (_, index) => pixels.subarray(index * PIXELS, (index + 1) * PIXELS)),
    });
  }
  return result;
}

/** @param {{ labels: number[] }[]} epoch */
function labels(epoch) {
  return epoch.flatMap((batch) => batch.labels);
}

/** @param {[row: number, column: number][]} dots */
function dotsAt(...dots) {
  const pixels = new Float32Array(PIXELS);
  for (const [row, column] of dots) pixels[row * SIZE + column] = 1;
  return pixels;
}

/** @param {Float32Array} pixels */
function inked(pixels) {
  return [...pixels.keys()].filter((at) => pixels[at]).map((at) => [Math.floor(at / SIZE), at % SIZE]);
}

/** @param {Digit} digit */
function fingerprint({ pixels }) {
  return pixels.join();
}
