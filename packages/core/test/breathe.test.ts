import { afterEach, expect, test, vi } from 'vitest';
import { breathe } from '../src/event-loop.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Whether it takes more than promises that are settled already: a turn of the event loop. */
async function takesTurn(params: object): Promise<boolean> {
  let over = false;
  const breath = breathe(params).then(() => {
    over = true;
  });
  for (let step = 0; step < 100; step++) await null;
  const turn = !over;
  await breath;
  return turn;
}

function wait(milliseconds: number): void {
  const begin = performance.now();
  while (performance.now() - begin < milliseconds);
}

test.each([
  ['with setImmediate', globalThis.setImmediate],
  ['in browsers, which have no setImmediate,', undefined],
])('%s the event loop has a turn after 50 ms, and none before', async (_where, setImmediate) => {
  vi.stubGlobal('setImmediate', setImmediate);
  const params = {};
  expect(await takesTurn(params)).toBe(false);
  wait(60);
  expect(await takesTurn(params)).toBe(true);
});

test('the callbacks of a fit share the clock with another copy of this package, under one global symbol', async () => {
  const params = {};
  await breathe(params);
  expect(Object.getOwnPropertySymbols(params)).toEqual([Symbol.for('@cb/core/clock')]);
  expect(Object.keys(params)).toEqual([]);
});
