import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { opfsSink, SummaryWriter } from '../../src/writer.js';
import { temporaryDirectory } from '../temporary-directory.js';

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

const IMAGE =
  'Pass a tensor [height, width], [height, width, channels] or [n, height, width, channels] with 1 to 4 channels, ' +
  'or { width, height, data } with a typed array of as many values.';
const VALUES = 'Pass a typed array, an array of numbers, or a tensor of type float32, int32 or bool.';
const VECTORS = 'Pass a tensor of rank 2, or a typed array with `dimensions`, with at least one point.';
const METADATA = 'Pass an array of labels, or an object of columns.';
const tensorOf = (dtype: string, ...shape: number[]) => ({ dtype, shape, data: async () => new Float32Array() });
const pixels = (width: number, height: number, length: number) => ({ width, height, data: new Uint8Array(length) });
const points = new Float32Array(6);

type Call = Exclude<keyof SummaryWriter, symbol>;

test.each<[call: Call, args: unknown[], kind: ErrorConstructor, message: string]>([
  ['scalar', ['a', 1, 0, { wallTime: '1' }], TypeError, 'option `wallTime` is "1". Pass seconds since 1970.'],
  ['scalar', ['a', 1, 0, { wallTime: Number.NaN }], RangeError, 'option `wallTime` is NaN. Pass seconds since 1970.'],
  ['scalar', ['a', 1, 0, { walltime: 1 }], TypeError, 'option `walltime` is unknown. Did you mean `wallTime`?'],
  ['scalar', ['//', 1, 0], RangeError, '`tag` is "//". Pass a name for the curve.'],
  ['scalars', ['', { a: 1 }, 0], RangeError, '`group` is "". Pass a name for the group.'],
  ['scalars', ['a', null, 0], TypeError, '`values` is null. Pass an object of numbers.'],
  ['histogram', ['', [], 0], RangeError, '`tag` is "". Pass a name for the histogram.'],
  ['histogram', ['a', [], -1], RangeError, '`step` is -1. Pass a whole number, 0 or more.'],
  ['histogram', ['a', ['1'], 0], TypeError, `\`values\` is an array. ${VALUES}`],
  ['histogram', ['a', 1, 0], TypeError, `\`values\` is 1. ${VALUES}`],
  ['histogram', ['a', new BigInt64Array(1), 0], TypeError, `\`values\` is an object. ${VALUES}`],
  [
    'histogram',
    ['a', tensorOf('string', 2), 0],
    TypeError,
    `\`values\` is a tensor of type string and shape [2]. ${VALUES}`,
  ],
  [
    'histogram',
    ['a', [], 0, { buckets: 0 }],
    RangeError,
    'option `buckets` is 0. Pass a whole number of buckets, 1 or more.',
  ],
  ['image', ['', [], 0], RangeError, '`tag` is "". Pass a name for the image.'],
  ['image', ['a', [], 0], RangeError, `\`images\` is an array. ${IMAGE}`],
  ['image', ['a', null, 0], TypeError, `\`images\` is null. ${IMAGE}`],
  [
    'image',
    ['a', { width: 1.5, height: 1, data: new Uint8Array(1) }, 0],
    TypeError,
    `\`images\` is an object. ${IMAGE}`,
  ],
  ['image', ['a', { width: 1, height: 1, data: [1] }, 0], TypeError, `\`images\` is an object. ${IMAGE}`],
  [
    'image',
    ['a', pixels(2, 2, 5), 0],
    RangeError,
    '`images` has 2 x 2 pixels with 5 values. Pass 1 to 4 values for each pixel.',
  ],
  [
    'image',
    ['a', { ...pixels(2, 2, 4), channels: 3 }, 0],
    RangeError,
    '`images` has 2 x 2 pixels with 4 values. Pass 1 to 4 values for each pixel.',
  ],
  [
    'image',
    ['a', [pixels(1, 1, 1), pixels(2, 1, 2)], 0],
    RangeError,
    '`images` are 1 x 1, 2 x 1. Pass images of one size, or log each with a tag of its own.',
  ],
  ...[tensorOf('float32', 4), tensorOf('float32', 1, 1, 5), tensorOf('int32', 0, 1), tensorOf('complex64', 1, 1)].map(
    (image): [Call, unknown[], ErrorConstructor, string] => [
      'image',
      ['a', image, 0],
      RangeError,
      `\`images\` is a tensor of type ${image.dtype} and shape [${image.shape.join(', ')}]. ${IMAGE}`,
    ],
  ),
  [
    'image',
    ['a', pixels(1, 1, 1), 0, { maxOutputs: 0 }],
    RangeError,
    'option `maxOutputs` is 0. Pass a whole number of images, 1 or more.',
  ],
  ['text', ['', 'a', 0], RangeError, '`tag` is "". Pass a name for the text.'],
  ['text', ['a', 1, 0], TypeError, '`markdown` is 1. Pass a string.'],
  ['hparams', [[]], TypeError, '`values` is an array. Pass an object, such as { learningRate: 0.1 }.'],
  ['hparams', [{ a: null }], TypeError, '`values.a` is null. Pass a finite number, a string, or true or false.'],
  ['hparams', [{}, { metrics: 'loss' }], TypeError, '`metrics` is "loss". Pass an array of tags, such as [\'loss\'].'],
  ['hparams', [{}, { metrics: [1] }], TypeError, "`metrics` is an array. Pass an array of tags, such as ['loss']."],
  ['hparams', [{}, { name: '' }], RangeError, 'option `name` is "". Pass a string that is not empty.'],
  ['hparamsEnd', ['done'], RangeError, "`status` is \"done\". Pass one of 'success', 'failure', 'running'."],
  ['prCurve', ['', [], [], 0], RangeError, '`tag` is "". Pass a name for the curve.'],
  ['prCurve', ['a', [1], [], 0], RangeError, '`labels` has 1 values. Pass 0, one for each prediction.'],
  [
    'prCurve',
    ['a', [1, 2], [0, 0], 0],
    RangeError,
    '`labels[1]` is 2. Pass an array of true and false, or of 1 and 0.',
  ],
  [
    'prCurve',
    ['a', [1], [1.5], 0],
    RangeError,
    '`predictions[0]` is 1.5. Pass a typed array or an array of numbers from 0 to 1.',
  ],
  [
    'prCurve',
    ['a', [1], [1], 0, { weights: [-1] }],
    RangeError,
    '`weights[0]` is -1. Pass an array of numbers, 0 or more.',
  ],
  [
    'prCurve',
    ['a', [1], [1], 0, { thresholds: 1 }],
    RangeError,
    'option `thresholds` is 1. Pass a whole number of thresholds, 2 or more.',
  ],
  ['embedding', ['', {}], RangeError, '`tag` is "". Pass a name for the embedding.'],
  ['embedding', ['a'], TypeError, `\`vectors\` is undefined. ${VECTORS}`],
  [
    'embedding',
    ['a', { vectors: tensorOf('float32', 3) }],
    RangeError,
    `\`vectors\` is a tensor of type float32 and shape [3]. ${VECTORS}`,
  ],
  [
    'embedding',
    ['a', { vectors: points }],
    RangeError,
    '`dimensions` is undefined. Pass a whole number of which the 6 values of `vectors` are a multiple.',
  ],
  [
    'embedding',
    ['a', { vectors: points, dimensions: 4 }],
    RangeError,
    '`dimensions` is 4. Pass a whole number of which the 6 values of `vectors` are a multiple.',
  ],
  [
    'embedding',
    ['a', { vectors: points, dimensions: 2, metadata: ['x'] }],
    RangeError,
    '`metadata` has 1 values. Pass 3, one for each point.',
  ],
  [
    'embedding',
    ['a', { vectors: points, dimensions: 2, metadata: { x: [1, 2, 3], y: [1] } }],
    RangeError,
    '`metadata.y` has 1 values. Pass 3, one for each point.',
  ],
  [
    'embedding',
    ['a', { vectors: points, dimensions: 2, metadata: { x: 'abc' } }],
    TypeError,
    `\`metadata.x\` is "abc". ${METADATA}`,
  ],
  ['embedding', ['a', { vectors: points, dimensions: 2, metadata: 1 }], TypeError, `\`metadata\` is 1. ${METADATA}`],
  [
    'embedding',
    ['a', { vectors: points, dimension: 2 }],
    TypeError,
    'option `dimension` is unknown. Did you mean `dimensions`?',
  ],
])('%s(...%o) is refused at once, and logs nothing', async (call, args, kind, message) => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  const use = () => (writer[call] as (...args: unknown[]) => unknown)(...args);
  expect(errorOf(use)).toEqual(new kind(`SummaryWriter.${call}: ${message}`));
  await writer.close();
  expect(readdirSync(directory)).toEqual([]);
});

test('opfsSink() refuses what is no path', () => {
  expect(errorOf(() => opfsSink(''))).toEqual(new RangeError('opfsSink: `path` is "". Pass the path of a directory.'));
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
