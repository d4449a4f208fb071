import '@cb-tooling/backend';
import { tensor1d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { SummaryWriter } from '../../src/writer.js';
import { readCurve, readValues } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';

type Values = Parameters<SummaryWriter['histogram']>[1];

/** The buckets [left, right, count] that are written of values. */
async function bucketsOf(values: Values, buckets?: number): Promise<number[][]> {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  await writer.histogram('h', values, 0, { buckets });
  await writer.close();
  const [{ shape, numbers }] = readValues(directory) as [ReturnType<typeof readValues>[number]];
  expect(shape).toEqual([numbers.length / 3, 3]);
  return Array.from({ length: numbers.length / 3 }, (_, index) => numbers.slice(3 * index, 3 * index + 3));
}

test('it is a tensor for the plugin histograms, at its step and time', async () => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  await writer.histogram('layer/kernel', [0, 1], 4, { buckets: 1, wallTime: 12.5 });
  await writer.close();
  expect(readValues(directory)).toEqual([
    {
      tag: 'layer/kernel',
      step: 4,
      wallTime: 12.5,
      plugin: 'histograms',
      dataClass: 2,
      content: new Uint8Array(),
      shape: [1, 3],
      numbers: [0, 1, 2],
      strings: [],
    },
  ]);
});

test('a value on an edge belongs to the bucket on its right, the largest to the last', async () => {
  expect(await bucketsOf([0, 1, 1, 2, 3, 4], 4)).toEqual([
    [0, 1, 1],
    [1, 2, 2],
    [2, 3, 1],
    [3, 4, 2],
  ]);
});

test('there are thirty buckets unless another number is passed', async () => {
  const buckets = await bucketsOf(Float32Array.from({ length: 900 }, (_, index) => index / 10));
  expect(buckets).toHaveLength(30);
  expect(buckets.map(([, , count]) => count)).toEqual(new Array(30).fill(30));
  expect(buckets.at(-1)?.[1]).toBe(Math.fround(89.9));
});

test('values that are all the same are in the last bucket, and no values are none', async () => {
  expect(await bucketsOf([7, 7, 7], 2)).toEqual([
    [7, 7, 0],
    [7, 7, 3],
  ]);
  expect(await bucketsOf([], 2)).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test.each([
  ['NaN', Number.NaN, { nan: [[0, 2]], infinite: [] }],
  ['infinities', Number.POSITIVE_INFINITY, { nan: [], infinite: [[0, 2]] }],
  ['infinities', Number.NEGATIVE_INFINITY, { nan: [], infinite: [[0, 2]] }],
])('%s are in no bucket, and counted beside them', async (_what, value, counts) => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  await writer.histogram('h', new Float32Array([1, value, 2, value, 3]), 0, { buckets: 2 });
  await writer.histogram('none', new Float32Array([value]), 1, { buckets: 1 });
  await writer.close();
  expect(readValues(directory).map(({ numbers }) => numbers)).toEqual([
    [1, 2, 1, 2, 3, 2],
    [0, 0, 0],
  ]);
  expect({ nan: readCurve(directory, 'h/nan'), infinite: readCurve(directory, 'h/infinite') }).toEqual(counts);
});

test.each([
  ['an array', [1, 2, 3]],
  ['a Float64Array', new Float64Array([1, 2, 3])],
  ['an Int32Array', new Int32Array([1, 2, 3])],
  ['a tensor of float32', tensor1d([1, 2, 3])],
  ['a tensor of int32', tensor1d([1, 2, 3], 'int32')],
])('%s will do', async (_what, values) => {
  expect(await bucketsOf(values as Values, 2)).toEqual([
    [1, 2, 1],
    [2, 3, 2],
  ]);
});

test('an array may be changed after the call, and a promise that nobody waits for is waited for by flush()', async () => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  const values = [1, 2];
  writer.histogram('array', values, 0, { buckets: 1 });
  values[0] = 100;
  writer.histogram('tensor', tensor1d([1, 3]), 0, { buckets: 1 });
  await writer.flush();
  expect(readValues(directory).map(({ tag, numbers }) => [tag, numbers])).toEqual([
    ['array', [1, 2, 2]],
    ['tensor', [1, 3, 2]],
  ]);
  await writer.close();
});

test.each(['flush', 'close'] as const)(
  'a tensor that cannot be read rejects the promise, and is thrown by %s() once',
  async (method) => {
    const directory = temporaryDirectory();
    const writer = new SummaryWriter(directory);
    const lost = { shape: [1], dtype: 'float32', data: () => Promise.reject(new Error('the context is lost')) };
    writer.histogram('ignored', lost, 0);
    await expect(writer.histogram('waited for', lost, 0)).rejects.toThrow('the context is lost');
    writer.scalar('loss', 1, 0);
    await expect(writer[method]()).rejects.toThrow('the context is lost');
    await writer.close();
    expect(readCurve(directory, 'loss')).toEqual([[0, 1]]);
  },
);

test('a closed writer does not read a tensor', () => {
  const writer = new SummaryWriter(temporaryDirectory());
  writer.close();
  let reads = 0;
  const tensor = { shape: [1], dtype: 'float32', data: async () => Float32Array.of(reads++) };
  expect(() => writer.histogram('h', tensor, 0)).toThrow('SummaryWriter: it was closed. Make a new one to log more.');
  expect(reads).toBe(0);
});
