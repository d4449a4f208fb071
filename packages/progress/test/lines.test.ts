import { describe, expect, test } from 'vitest';
import { epochLine, liveLine } from '../src/lines.js';
import { metricText, rateText } from '../src/number-texts.js';

const state = {
  name: undefined,
  epoch: 2,
  epochs: 10,
  batches: 42,
  steps: 100 as number | undefined,
  seconds: 2.4,
  secondsLeft: 3.3,
  samplesPerSecond: 1203.4,
  metrics: { loss: 0.12344, acc: 0.9 },
};
const wide = { columns: 120, hasColors: false };

test('an epoch that is over', () => {
  expect(epochLine(state)).toBe('Epoch  3/10  42/100 - 2s - 1,203 samples/s - loss: 0.1234 - acc: 0.9000');
  expect(epochLine({ ...state, steps: undefined })).toContain(' 42/42 - 2s');
});

test('the name of a metric cannot steer the terminal', () => {
  const metrics = { '\x1b[2J\nloss': 0.5 };
  expect(epochLine({ ...state, metrics })).toMatch(/ - \\u\{1b\}\[2J\\u\{a\}loss: 0\.5000$/);
  expect(liveLine({ ...state, metrics }, wide)).toMatch(/ - \\u\{1b\}\[2J\\u\{a\}loss: 0\.5000$/);
});

describe('an epoch on its way', () => {
  test('has a bar, what is left of the time, the pace and the metrics', () => {
    expect(liveLine(state, wide)).toBe(
      'Epoch  3/10  42/100 ━━━━━━━━──────────── 3s left - 1,203 samples/s - loss: 0.1234 - acc: 0.9000',
    );
  });

  test('has no bar when the number of batches is not known, and tells the time that has passed', () => {
    expect(liveLine({ ...state, steps: undefined }, wide)).toBe(
      'Epoch  3/10 42/Unknown 2s - 1,203 samples/s - loss: 0.1234 - acc: 0.9000',
    );
  });

  test('tells the time that has passed until a pace is known', () => {
    const begun = { ...state, batches: 0, secondsLeft: Number.NaN, samplesPerSecond: Number.NaN, metrics: {} };
    expect(liveLine(begun, wide)).toBe('Epoch  3/10   0/100 ──────────────────── 2s');
  });

  test('that has more batches than were known has a full bar, and no time left', () => {
    expect(liveLine({ ...state, batches: 120, secondsLeft: -5 }, wide)).toContain(
      '120/100 ━━━━━━━━━━━━━━━━━━━━ 0s left',
    );
  });

  test('in few columns has a shorter bar, then none', () => {
    const { length } = liveLine(state, wide);
    const bars = [0, 5, 15, 16].map((less) => liveLine(state, { ...wide, columns: length - less }).match(/[━─]+/)?.[0]);
    expect(bars.map((bar) => bar?.length)).toEqual([20, 15, 5, undefined]);
  });

  test('has colors where there are some, and is as long', () => {
    const colored = liveLine(state, { ...wide, hasColors: true });
    expect(colored).toContain('\x1b[32m━━━━━━━━\x1b[0m\x1b[2m────────────\x1b[0m 3s');
    for (const code of ['\x1b[32m', '\x1b[0m', '\x1b[2m']) expect(liveLine(state, wide)).not.toContain(code);
  });
});

test.each([
  [0.012345, '0.0123'],
  [1.2345, '1.23'],
  [12.345, '12.3'],
  [123.45, '123'],
  [1234.5, '1,235'],
  [1234567.8, '1,234,568'],
])('%d samples a second are %s', (rate, text) => {
  expect(rateText(rate)).toBe(text);
});

test('a loss beyond all bounds is spelled out, as Python does', () => {
  expect(metricText(1e22)).toBe('10000000000000000000000.0000');
  expect(metricText(-1e21)).toBe('-1000000000000000000000.0000');
});
