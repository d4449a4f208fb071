import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogram } from '../src/data/histogram.js';

/** One value after the other. */
function simply(values: readonly number[], count: number): number[] {
  const counts = new Array<number>(count).fill(0);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  for (const value of values) {
    const bucket = min === max ? count - 1 : Math.min(count - 1, Math.floor((value - min) * (count / (max - min))));
    counts[bucket] = Number(counts[bucket]) + 1;
  }
  return counts;
}

test('each value is counted once, wherever it stands in an array of any length', () => {
  const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), (values, count) => {
      const { buckets } = histogram(Float32Array.from(values), count);
      const edges = [buckets[0], buckets[3 * count - 2]];
      expect(edges).toEqual([Math.min(...values), Math.max(...values)]);
      expect(Array.from({ length: count }, (_, bucket) => buckets[3 * bucket + 2])).toEqual(simply(values, count));
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%s is found wherever it stands in an array of any length',
  (special) => {
    for (let length = 1; length < 10; length++) {
      for (let place = 0; place < length; place++) {
        const { nan, infinite } = histogram(new Float32Array(length).fill(special, place, place + 1), 3);
        expect({ nan, infinite }).toEqual(Number.isNaN(special) ? { nan: 1, infinite: 0 } : { nan: 0, infinite: 1 });
      }
    }
  },
);
