import { expect, test } from 'vitest';
import { SummaryWriter } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const STEP = 'Pass a whole number, 0 or more.';

test.each([
  ['an empty tag', ['', 1, 0], new RangeError('SummaryWriter.scalar: `tag` is "". Pass a name for the curve.')],
  ['no tag', [], new TypeError('SummaryWriter.scalar: `tag` is undefined. Pass a name for the curve.')],
  [
    'a tag that is no text',
    [['a'], 1, 0],
    new TypeError('SummaryWriter.scalar: `tag` is an array. Pass a name for the curve.'),
  ],
  ['a value that is a text', ['a', '1', 0], new TypeError('SummaryWriter.scalar: `value` is "1". Pass a number.')],
  [
    'a value that is a tensor',
    ['a', {}, 0],
    new TypeError('SummaryWriter.scalar: `value` is an object. Pass a number.'),
  ],
  ['a function', ['a', () => 1, 0], new TypeError('SummaryWriter.scalar: `value` is a function. Pass a number.')],
  ['no step', ['a', 1], new TypeError(`SummaryWriter.scalar: \`step\` is undefined. ${STEP}`)],
  ['null as a step', ['a', 1, null], new TypeError(`SummaryWriter.scalar: \`step\` is null. ${STEP}`)],
  ['a negative step', ['a', 1, -1], new RangeError(`SummaryWriter.scalar: \`step\` is -1. ${STEP}`)],
  ['half a step', ['a', 1, 0.5], new RangeError(`SummaryWriter.scalar: \`step\` is 0.5. ${STEP}`)],
  ['a step of 2^53', ['a', 1, 2 ** 53], new RangeError(`SummaryWriter.scalar: \`step\` is 9007199254740992. ${STEP}`)],
])('scalar() refuses %s', (_what, call, error) => {
  const writer = new SummaryWriter(temporaryDirectory());
  expect(errorOf(() => writer.scalar(...(call as [string, number, number])))).toEqual(error);
});

test.each([
  [-1, new RangeError(`SummaryWriter.start: \`step\` is -1. ${STEP}`)],
  ['1', new TypeError(`SummaryWriter.start: \`step\` is "1". ${STEP}`)],
])('start() refuses %o', (step, error) => {
  const writer = new SummaryWriter(temporaryDirectory());
  expect(errorOf(() => writer.start(step as number))).toEqual(error);
});

test.each([
  ['an empty logDir', [''], new RangeError('SummaryWriter: `logDir` is "". Pass the path of a directory.')],
  ['no logDir', [], new TypeError('SummaryWriter: `logDir` is undefined. Pass the path of a directory.')],
  [
    'a negative time',
    ['logs', { flushEveryMs: -1 }],
    new RangeError('SummaryWriter: option `flushEveryMs` is -1. Pass a number of milliseconds, 0 or more.'),
  ],
  [
    'an unknown option',
    ['logs', { flushEvery: 1 }],
    new TypeError('SummaryWriter: option `flushEvery` is unknown. Did you mean `flushEveryMs`?'),
  ],
])('the constructor of SummaryWriter refuses %s', (_what, call, error) => {
  expect(errorOf(() => new SummaryWriter(...(call as [string])))).toEqual(error);
});

/** What a call throws; compared as a whole, an error is its class and its message. */
function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
