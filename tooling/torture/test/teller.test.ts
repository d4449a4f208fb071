import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Tally } from '../src/tally.js';
import { Teller } from '../src/teller.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a teller writes, and the campaign that it tells of. */
function tell(options: { isTTY?: boolean; everyS?: number } = {}) {
  const { isTTY = false, everyS } = options;
  const written: string[] = [];
  const tally = new Tally();
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 };
  const teller = new Teller('kill', tally, { everyS, stream });
  return { written, tally, teller };
}

test('tells every half minute how far a campaign is', () => {
  const { written, tally } = tell();
  vi.advanceTimersByTime(29_999);
  expect(written).toEqual([]);
  Object.assign(tally, { attempts: 12, faults: 10, steps: { all: 40, done: 10 } });
  vi.advanceTimersByTime(1);
  expect(written).toEqual(['kill: 12 attempts, 10 faults, 0 lost, 0 wrong, 0 hung in 30 s, about 90 s left\n']);
});

test('tells nothing of the time that is left where nobody knows it, nor of less than none', () => {
  const { written, tally } = tell({ everyS: 300 });
  vi.advanceTimersByTime(300_000);
  Object.assign(tally, { steps: { all: 10, done: 11 } });
  vi.advanceTimersByTime(300_000);
  expect(written).toEqual([
    'kill: 0 attempts, 0 faults, 0 lost, 0 wrong, 0 hung in 5 min\n',
    'kill: 0 attempts, 0 faults, 0 lost, 0 wrong, 0 hung in 10 min, about 0 s left\n',
  ]);
});

test('tells what is lost, wrong or hung as soon as that is found', () => {
  const { written, tally, teller } = tell();
  tally.note('lost', 'a checkpoint');
  expect(written).toEqual(['lost: a checkpoint\n']);
  tally.note('hung', 'a training');
  expect(written).toEqual(['lost: a checkpoint\n', 'hung: a training\n']);
  teller.end();
  expect(written.join('')).toBe('lost: a checkpoint\nhung: a training\n');
});

test('tells twenty harms, and in the end how many more there are', () => {
  const { written, tally, teller } = tell();
  for (let number = 1; number <= 23; number++) tally.note('wrong', String(number));
  expect(written).toHaveLength(20);
  teller.end();
  expect(written.at(-1)).toBe('… and 3 more\n');
});

test('keeps to one line of a terminal, which changes every second', () => {
  const { written, tally, teller } = tell({ isTTY: true });
  vi.advanceTimersByTime(2000);
  tally.note('lost', 'a row');
  teller.end();
  const again = '\r\x1b[K';
  expect(written).toEqual([
    `${again}kill: 0 attempts, 0 faults, 0 lost, 0 wrong, 0 hung in 1 s`,
    `${again}kill: 0 attempts, 0 faults, 0 lost, 0 wrong, 0 hung in 2 s`,
    `${again}lost: a row\n`,
    again,
  ]);
});

test('tells nothing once it has ended', () => {
  const { written, teller } = tell();
  teller.end();
  written.length = 0;
  vi.advanceTimersByTime(90_000);
  expect(written).toEqual([]);
});
