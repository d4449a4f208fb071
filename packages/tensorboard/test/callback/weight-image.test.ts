import '@cb-tooling/backend';
import { memory, range, reshape, type Tensor, tensor1d, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { weightImages } from '../../src/callback/weight-image.js';

test.each([
  ['a bias as a column', [5], [1, 5, 1, 1]],
  ['a wide kernel as it is', [2, 5], [1, 2, 5, 1]],
  ['a tall kernel on its side', [5, 2], [1, 2, 5, 1]],
  ['a dense kernel to one unit as a column', [5, 1], [1, 5, 1, 1]],
  ['the first three kernels of a convolution of one channel', [2, 3, 1, 8], [3, 2, 3, 1]],
  ['all kernels, if they are two', [2, 3, 2], [2, 2, 3, 1]],
  ['a kernel of three filters as pictures in colour', [2, 3, 4, 3], [2, 3, 4, 3]],
])('%s', (_what, shape, expected) => {
  expect(weightImages(zeros(shape))?.shape).toEqual(expected);
});

test.each([
  ['one number', [1, 1]],
  ['a convolution of other channels', [3, 3, 8, 16]],
  ['a convolution in three dimensions', [3, 3, 3, 2, 3]],
])('%s is no image, as in Keras', (_what, shape) => {
  expect(weightImages(zeros(shape))).toBeUndefined();
});

const pixels = (images: Tensor | undefined) => Array.from(images?.dataSync() ?? []);

test('zero is grey, and the largest magnitude of the weight black or white', () => {
  expect(pixels(weightImages(tensor1d([0, 2, -4, 4])))).toEqual([0.5, 0.75, 0, 1]);
  expect(pixels(weightImages(tensor1d([0, 0])))).toEqual([0.5, 0.5]);
  expect(pixels(weightImages(tensor1d([Number.NaN, Number.POSITIVE_INFINITY, 1])))).toEqual([0.5, 0.5, 1]);
});

test('a tall kernel is transposed, and each kernel of a convolution stands in an image of its own', () => {
  const grey = (value: number) => 0.5 + value / 2;
  expect(
    pixels(
      weightImages(
        tensor2d([
          [0, 1],
          [0.5, -1],
          [0.25, 0],
        ]),
      ),
    ),
  ).toEqual([0, 0.5, 0.25, 1, -1, 0].map(grey));
  const kernels = reshape(range(0, 8), [2, 2, 1, 2]);
  expect(pixels(weightImages(kernels))).toEqual(
    [0, 2, 4, 6, 1, 3, 5, 7].map((value) => expect.closeTo(grey(value / 7), 6)),
  );
});

test('it leaves no tensor but the images', () => {
  const weight = tensor2d([[1, 2]]);
  const before = memory().numTensors;
  weightImages(weight)?.dispose();
  weightImages(zeros([2, 2, 2, 2, 2]))?.dispose();
  expect(memory().numTensors).toBe(before + 1);
});
