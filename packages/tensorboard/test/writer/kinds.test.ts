import '@cb-tooling/backend';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tensor, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { SummaryWriter } from '../../src/writer.js';
import { eventFiles, fields, readEvents, readPoints, readValues } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';

/** What is in the file after a writer was used. */
async function written(log: (writer: SummaryWriter) => void | Promise<void>) {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  await log(writer);
  await writer.close();
  return readValues(directory);
}

const CONFIGURATION = 'projector_config.pbtxt';
const NOTHING = { content: new Uint8Array(), shape: [], numbers: [], strings: [] };
const utf8 = (text: string) => new TextEncoder().encode(text);
const texts = (strings: Uint8Array[]) => strings.map((bytes) => new TextDecoder().decode(bytes));

describe('scalars', () => {
  test('of a group are curves of their own', async () => {
    const directory = temporaryDirectory();
    const writer = new SummaryWriter(directory);
    writer.scalars('loss', { train: 1, test: 2 }, 3);
    await writer.close();
    expect(readPoints(directory)).toEqual([
      { tag: 'loss/train', step: 3, value: 1 },
      { tag: 'loss/test', step: 3, value: 2 },
    ]);
  });

  test('one that is no number keeps the others back too', async () => {
    const directory = temporaryDirectory();
    const writer = new SummaryWriter(directory);
    writer.scalar('begun', 1, 0);
    const values = { train: 1, test: '2' as never };
    expect(() => writer.scalars('loss', values, 3)).toThrow(
      'SummaryWriter.scalars: `values.test` is "2". Pass a number.',
    );
    await writer.close();
    expect(readPoints(directory)).toHaveLength(1);
  });

  test('have the time that is passed', async () => {
    const directory = temporaryDirectory();
    const writer = new SummaryWriter(directory);
    writer.scalar('loss', 1, 0, { wallTime: 0.25 });
    writer.scalar('loss', 1, 1, {});
    await writer.close();
    const times = readEvents(readFileSync(eventFiles(directory)[0] as string)).map(({ wallTime }) => wallTime);
    expect(times[2]).toBe(0.25);
    expect(times[3]).toBeGreaterThan(1.7e9);
  });

  test('of more than a thousand curves keep their tags and values', async () => {
    const directory = temporaryDirectory();
    const writer = new SummaryWriter(directory);
    for (let round = 0; round < 2; round++) for (let tag = 0; tag < 1500; tag++) writer.scalar(`c${tag}`, tag, round);
    await writer.close();
    expect(readPoints(directory).filter(({ tag, value }) => tag !== `c${value}`)).toEqual([]);
    expect(readPoints(directory)).toHaveLength(3000);
  });

  test.each([
    ['/a//b', 'a//b'],
    ['a\u0000b\n', 'a_b_'],
    ['half \ud800', 'half _'],
    ['a b.c-d_é', 'a b.c-d_é'],
  ])('the tag %j is written as %j', async (tag, clean) => {
    const directory = temporaryDirectory();
    const writer = new SummaryWriter(directory);
    writer.scalar(tag, 1, 0);
    await writer.close();
    expect(readPoints(directory)).toEqual([{ tag: clean, step: 0, value: 1 }]);
  });
});

test('a text is one string', async () => {
  const values = await written((writer) => writer.text('note', '*größer*', 2, { wallTime: 3 }));
  const note = { tag: 'note', step: 2, wallTime: 3, plugin: 'text', dataClass: 2 };
  expect(values).toEqual([{ ...NOTHING, ...note, strings: [utf8('*größer*')] }]);
});

describe('an image', () => {
  /** Width, height and the pixels of each PNG. */
  async function imageOf(...[images, options]: [Parameters<SummaryWriter['image']>[1], object?]) {
    const [value] = await written((writer) => writer.image('i', images, 0, options));
    const [width, height, ...files] = value?.strings ?? [];
    expect(value).toMatchObject({ plugin: 'images', dataClass: 3, shape: [2 + files.length] });
    const decoded = files.map((file) => decode(file));
    expect(decoded.map(({ depth }) => depth)).toEqual(files.map(() => 8));
    return {
      size: texts([width, height] as Uint8Array[]).join(' x '),
      channels: decoded[0]?.channels,
      data: decoded.map(({ data }) => [...data]),
    };
  }

  test('of floats has 0 as black and 1 as white; what lies outside is cut off, NaN is black', async () => {
    const data = new Float32Array([0, 0.999, 1, -1, 2, Number.NaN]);
    const expected = { size: '3 x 2', channels: 1, data: [[0, 255, 255, 0, 255, 0]] };
    expect(await imageOf({ width: 3, height: 2, data })).toEqual(expected);
    expect(await imageOf(tensor2d(data, [2, 3]))).toEqual(expected);
  });

  test('of integers has them as they are', async () => {
    expect(await imageOf(tensor3d([0, 7, 255, 300, -5, 1], [1, 2, 3], 'int32'))).toEqual({
      size: '2 x 1',
      channels: 3,
      data: [[0, 7, 255, 255, 0, 1]],
    });
  });

  test('of booleans is black and white', async () => {
    expect((await imageOf(tensor2d([0, 1], [1, 2], 'bool'))).data).toEqual([[0, 255]]);
  });

  test.each([1, 2, 3, 4])('may have %i channels', async (channels) => {
    const data = Uint8ClampedArray.from({ length: 2 * channels }, (_, index) => index * 10);
    expect(await imageOf({ width: 1, height: 2, data })).toEqual({ size: '1 x 2', channels, data: [[...data]] });
  });

  test('is shown with others of its size, three unless more are asked for', async () => {
    const batch = tensor([0, 1, 0, 1, 0], [5, 1, 1, 1]);
    expect((await imageOf(batch)).data).toEqual([[0], [255], [0]]);
    expect((await imageOf(batch, { maxOutputs: 9 })).data).toHaveLength(5);
    const raw = { width: 1, height: 1, data: new Uint8Array([9]) };
    expect((await imageOf([raw, batch, raw], { maxOutputs: 7 })).data).toEqual([[9], [0], [255], [0], [255], [0], [9]]);
  });

  test('has a description', async () => {
    const image = { width: 1, height: 1, data: new Uint8Array(1) };
    const [value] = await written((writer) => writer.image('i', image, 0, { description: '*why*', wallTime: 8 }));
    expect(value).toMatchObject({ description: '*why*', wallTime: 8 });
  });
});

describe('a PR curve', () => {
  /** The six rows at each threshold. */
  async function rowsOf(...args: [boolean[] | number[], number[], object]) {
    const [value] = await written((writer) => writer.prCurve('p', args[0], args[1], 0, args[2]));
    expect(value).toMatchObject({ plugin: 'pr_curves', dataClass: 2 });
    const [, thresholds = 0] = value?.shape ?? [];
    const { numbers = [] } = value ?? {};
    return Array.from({ length: 6 }, (_, row) => numbers.slice(row * thresholds, (row + 1) * thresholds));
  }

  test('counts at each threshold what is found, and what is wrong', async () => {
    expect(await rowsOf([1, 0, 1], [0.5, 0.49, 1], { thresholds: 3 })).toEqual([
      [2, 2, 1],
      [1, 0, 0],
      [0, 1, 1],
      [0, 0, 1],
      [Math.fround(2 / 3), 1, 1],
      [1, 1, 0.5],
    ]);
  });

  test('counts each example with its weight', async () => {
    const [truePositives, falsePositives] = await rowsOf([true, false], [1, 1], { thresholds: 2, weights: [0.5, 3] });
    expect(truePositives).toEqual([0.5, 0.5]);
    expect(falsePositives).toEqual([3, 3]);
  });

  test('of no example is zero everywhere', async () => {
    expect((await rowsOf([], [], { thresholds: 2 })).flat()).toEqual(new Array(12).fill(0));
  });

  test('has 127 thresholds, and tells the plugin so', async () => {
    const [value] = await written((writer) => writer.prCurve('p', [true], [1], 0));
    expect(value?.shape).toEqual([6, 127]);
    expect(fields(value?.content as Uint8Array)).toEqual(
      new Map([
        [1, [0n]],
        [2, [127n]],
      ]),
    );
  });
});

describe('an embedding', () => {
  test('is files beside the events, the last ones of each tag', async () => {
    const directory = temporaryDirectory();
    const writer = new SummaryWriter(directory);
    await writer.embedding('a/b*', { vectors: new Float32Array([9, 9]), dimensions: 1 });
    writer.embedding('c', { vectors: tensor2d([[0.1, Number.NaN]]), metadata: { name: ['x\t\r\ny'] } });
    writer.embedding('a/b*', { vectors: new Float32Array([1, 2, 3, 4]), metadata: ['x', 'y'] });
    await writer.flush();
    const read = (name: string) => readFileSync(join(directory, name), 'utf8');
    const files = readdirSync(directory).filter((name) => !name.includes('tfevents'));
    expect(files.sort()).toEqual(['a%2Fb%2A.metadata.tsv', 'a%2Fb%2A.tsv', 'c.metadata.tsv', 'c.tsv', CONFIGURATION]);
    expect(read('a%2Fb%2A.tsv')).toBe('1\t2\n3\t4\n');
    expect(read('a%2Fb%2A.metadata.tsv')).toBe('x\ny\n');
    expect(read('c.tsv')).toBe(`${Math.fround(0.1)}\tNaN\n`);
    expect(read('c.metadata.tsv')).toBe('x y\n');
    expect(read(CONFIGURATION)).toBe(
      'embeddings {\n  tensor_name: "a/b*"\n  tensor_path: "a%2Fb%2A.tsv"\n  metadata_path: "a%2Fb%2A.metadata.tsv"\n}\n' +
        'embeddings {\n  tensor_name: "c"\n  tensor_path: "c.tsv"\n  metadata_path: "c.metadata.tsv"\n}\n',
    );
    expect(eventFiles(directory)).toHaveLength(1);
    await writer.close();
  });

  test('that cannot be written rejects its promise, and is thrown by close()', async () => {
    const parent = temporaryDirectory();
    writeFileSync(join(parent, 'run'), 'in the way');
    const writer = new SummaryWriter(join(parent, 'run'));
    const embedding = writer.embedding('a', { vectors: new Float32Array(1), dimensions: 1 });
    await expect(embedding).rejects.toThrow('EEXIST');
    await expect(writer.close()).rejects.toThrow('EEXIST');
  });
});

describe('what is of the whole run', () => {
  test('does not say where the run starts', async () => {
    const directory = temporaryDirectory();
    const writer = new SummaryWriter(directory);
    writer.hparams({ rate: 1 });
    writer.scalar('loss', 1, 500);
    await writer.close();
    const events = readEvents(readFileSync(eventFiles(directory)[0] as string));
    expect(events.map(({ step, sessionStarts }) => [step, sessionStarts])).toEqual([
      [0, undefined],
      [0, undefined],
      [500, true],
      [500, undefined],
    ]);
  });

  test('hyperparameters are in the content of three tags', async () => {
    const values = await written((writer) => {
      writer.hparams({ rate: 0.1 }, { metrics: ['loss'] });
      writer.hparamsEnd('failure');
    });
    expect(values.map(({ tag, plugin, dataClass, numbers }) => ({ tag, plugin, dataClass, numbers }))).toEqual(
      ['experiment', 'session_start_info', 'session_end_info'].map((name) => ({
        tag: `_hparams_/${name}`,
        plugin: 'hparams',
        dataClass: 2,
        numbers: [0],
      })),
    );
  });
});

test('a writer is closed by the end of a scope', async () => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  writer.scalar('loss', 1, 0);
  await writer[Symbol.asyncDispose]();
  expect(readPoints(directory)).toHaveLength(1);
  expect(() => writer.text('a', 'b', 0)).toThrow('SummaryWriter: it was closed. Make a new one to log more.');
  expect(() => writer.histogram('a', [], 0)).toThrow('SummaryWriter: it was closed. Make a new one to log more.');
  expect(() => writer.hparamsEnd('success')).toThrow('SummaryWriter: it was closed. Make a new one to log more.');
});
