import { expect, test } from 'vitest';
import { findPython } from '../keras-python.js';

test('takes the first name under which Python 3.11 starts', () => {
  expect(findPython((name) => name !== 'python3.11')).toBe('python3');
});

test('says what is missing when no Python 3.11 starts', () => {
  expect(() => findPython(() => false)).toThrow(
    'Python 3.11 is needed and starts under none of python3.11, python3, python. Install it and try again.',
  );
});
