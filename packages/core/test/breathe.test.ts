import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { breathe, clockOf } from '../src/event-loop.js';

/** The time, which stands still unless a test puts it on. */
let now = 0;

beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Whether it takes more than promises that are settled already: a turn of the event loop. */
async function takesTurn(params: object): Promise<boolean> {
  let over = false;
  const breath = Promise.resolve(breathe(clockOf(params))).then(() => {
    over = true;
  });
  for (let step = 0; step < 100; step++) await null;
  const turn = !over;
  await breath;
  return turn;
}

/** A timer that never fires, as in a hidden tab. */
const setTimeout = () => 0;

test.each([
  ['in Node.js', { setTimeout }],
  ['in browsers, hidden tabs included,', { setTimeout, setImmediate: undefined }],
  ['with nothing but timers', { setImmediate: undefined, MessageChannel: undefined }],
])('%s the event loop has a turn after 50 ms, and none before', async (_where, environment) => {
  for (const [name, value] of Object.entries(environment)) vi.stubGlobal(name, value);
  const params = {};
  expect(await takesTurn(params)).toBe(false);
  now += 49;
  expect(await takesTurn(params)).toBe(false);
  now += 1;
  expect(await takesTurn(params)).toBe(true);
  expect(await takesTurn(params)).toBe(false);
});

test('the callbacks of a fit share the clock with another copy of this package, under one global symbol', async () => {
  const params = {};
  await breathe(clockOf(params));
  expect(Object.getOwnPropertySymbols(params)).toEqual([Symbol.for('@cb/core/clock')]);
  expect(Object.keys(params)).toEqual([]);
});

test('work that another copy of this package has pending asks for a turn each time, until it is over', async () => {
  vi.resetModules();
  const copy = await import('../src/event-loop.js');
  expect(copy.breathe).not.toBe(breathe);
  const params = {};
  let finish = () => {};
  const over = copy.breatheUntil(
    new Promise<void>((resolve) => {
      finish = resolve;
    }),
    copy.clockOf(params),
  );
  expect([await takesTurn(params), await takesTurn(params), await takesTurn({})]).toEqual([true, true, false]);
  finish();
  await over;
  expect(await takesTurn(params)).toBe(false);
});
