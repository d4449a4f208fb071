import { describe, expect, test } from 'vitest';
import { histogram } from '../src/data/histogram.js';
import { metadataFile } from '../src/data/projector.js';

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('metadata of the projector', () => {
  test('has no blank line, which TensorBoard would pass over', () => {
    expect(textOf(metadataFile(['', 'the', ' ']))).toBe('(empty)\nthe\n(empty) \n');
    expect(textOf(metadataFile({ word: ['', 'the'], more: ['', ''] }))).toBe('word\tmore\n(empty)\t\nthe\t\n');
  });
});

describe('a histogram of float64', () => {
  test.each([
    ['a range that overflows', [-1e308, 0, 1e308]],
    ['a range that is hardly one', [0, 5e-324, 1e-323]],
  ])('of %s has each value in its bucket', (_, values) => {
    const { buckets, nan, infinite } = histogram(Float64Array.from(values), 4);
    expect(Array.from({ length: 4 }, (_, index) => buckets[3 * index + 2])).toEqual([1, 0, 1, 1]);
    expect([buckets[0], buckets[10]]).toEqual([values[0], values[2]]);
    expect(buckets.every(Number.isFinite)).toBe(true);
    expect([nan, infinite]).toEqual([0, 0]);
  });
});
