import { describe, expect, test } from 'vitest';
import { packages } from './packages.js';
import { rules } from './rules/index.js';

describe.each(packages)('packages/$folder', (subject) => {
  test.each(rules)('$name', ({ faults }) => {
    expect(faults(subject)).toEqual([]);
  });
});
