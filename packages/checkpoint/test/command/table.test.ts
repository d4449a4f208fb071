import { expect, test } from 'vitest';
import { metricText, sizeText, table } from '../../src/command/table.js';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [123_456_789, '123.5 MB'],
  [2e9, '2.0 GB'],
  [5e15, '5000.0 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test.each([
  [0, '0.0000'],
  [-0.25, '-0.2500'],
  [0.001, '0.0010'],
  [0.000999, '9.9900e-4'],
  [999_999, '999999.0000'],
  [1_000_000, '1.0000e+6'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('a metric of %d is %s', (value, text) => {
  expect(metricText(value)).toBe(text);
});

test('a table is as wide as it must be, with numbers to the right', () => {
  const columns = [
    { title: 'path', cells: ['a', 'a longer name'] },
    { title: 'epoch', cells: ['1', '10'], isToTheRight: true },
    { title: '', cells: ['', 'best loss'] },
  ];
  expect(table(columns)).toEqual(['path           epoch', 'a                  1', 'a longer name     10  best loss']);
});
