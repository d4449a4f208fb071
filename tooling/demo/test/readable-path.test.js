// @ts-check
import { join, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';
import { readable } from '../src/readable-path.js';

test.each([
  ['runs/first', join('runs', 'first')],
  ['runs/../first/', 'first'],
  ['..first', '..first'],
  ['.', '.'],
  ['-first', `.${sep}-first`],
])('%s is named from the current folder: %s', (path, shown) => {
  expect(readable(resolve(path))).toBe(shown);
});

test.each(['..', '../first', '/'])('%s, which lies elsewhere, is named in full', (path) => {
  expect(readable(resolve(path))).toBe(resolve(path));
});
