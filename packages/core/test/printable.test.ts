import { expect, test } from 'vitest';
import { optionError, printable, show } from '../src/monitor.js';

test('what could steer a terminal, or begin another line, is written as the number of the sign', () => {
  expect(printable('a\u001b[2J\nb\u009b\u202ec\u2028d')).toBe('a\\u{1b}[2J\\u{a}b\\u{9b}\\u{202e}c\\u{2028}d');
  expect(printable('große Verluste 😀')).toBe('große Verluste 😀');
});

test('no error of an option steers a terminal', () => {
  expect(show('\u001b\u009b"')).toBe('"\\u001b\\u{9b}\\""');
  expect(optionError('Owner', 'monitor', 'x', 'Did you mean `\u001b[2J`?').message).toBe(
    'Owner: option `monitor` is "x". Did you mean `\\u{1b}[2J`?',
  );
});
