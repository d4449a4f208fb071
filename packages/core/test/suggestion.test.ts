import { expect, test } from 'vitest';
import { suggestion } from '../src/monitor.js';

test.each([
  ['patiance', 'patience'],
  ['patienc', 'patience'],
  ['ppatience', 'patience'],
  ['r_2_score', 'r2Score'],
  ['val_accuracy', 'val_acc'],
  ['restoreBestWieghts', 'restoreBestWeights'],
])('%s means %s', (written, meant) => {
  expect(suggestion(written, ['verbose', meant, 'mode'])).toBe(`Did you mean \`${meant}\`?`);
});

test.each([
  ['patence!', 'patience'],
  ['xxloss', 'loss'],
  ['ssol', 'loss'],
  ['restoreWorstWieghts', 'restoreBestWeights'],
])('%s does not mean %s', (written, other) => {
  expect(suggestion(written, [other])).toBeUndefined();
});

test('there is nothing to suggest from nothing', () => {
  expect(suggestion('loss', [])).toBeUndefined();
});

test('names of any length are compared at once', () => {
  const long = 'x'.repeat(100_000);
  expect(suggestion(`${long}?`, [long, 'loss'])).toBeUndefined();
  expect(suggestion('los', [long, 'loss'])).toBe('Did you mean `loss`?');
});
