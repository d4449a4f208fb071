import { createHook } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { subdirectory } from '../../src/writer/sink.js';
import { memorySink, type Sink, SummaryWriter } from '../../src/writer.js';
import { readEvents } from '../read-events.js';

const NAME = /^events\.out\.tfevents\.\d+\.browser\.0\.0$/;

test('a memory sink has the files, and offers the only one for download', async () => {
  const sink = memorySink();
  const writer = new SummaryWriter(sink);
  writer.scalar('loss', 0.5, 1);
  await writer.flush();
  writer.scalar('loss', 0.25, 2);
  await writer.close();
  const [[name, bytes]] = Object.entries(sink.files()) as [[string, Uint8Array]];
  expect(name).toMatch(NAME);
  expect(readEvents(bytes).flatMap(({ scalar }) => scalar?.value ?? [])).toEqual([0.5, 0.25]);
  const download = sink.download();
  expect(download.name).toBe(name);
  expect(new Uint8Array(await download.arrayBuffer())).toEqual(bytes);
});

test('several files of a memory sink are downloaded as a ZIP with their directories', async () => {
  const sink = memorySink();
  for (const run of ['train', 'validation']) {
    const writer = new SummaryWriter(subdirectory(sink, run));
    writer.scalar('loss', 1, 0);
    await writer.embedding('points', { vectors: new Float32Array([1, 2]), dimensions: 2 });
    await writer.close();
  }
  const download = sink.download();
  expect(download.name).toBe('logs.zip');
  const unzipped = unzipSync(new Uint8Array(await download.arrayBuffer()));
  expect(unzipped).toEqual(sink.files());
  expect(
    Object.keys(unzipped)
      .map((name) => name.replace(/events.*/, 'events'))
      .sort(),
  ).toEqual([
    'train/events',
    'train/points.tsv',
    'train/projector_config.pbtxt',
    'validation/events',
    'validation/points.tsv',
    'validation/projector_config.pbtxt',
  ]);
});

test('two writers in one memory sink have two files', async () => {
  const sink = memorySink();
  const writers = [new SummaryWriter(sink), new SummaryWriter(sink)];
  await Promise.all(writers.map((writer) => writer.flush()));
  expect(Object.keys(sink.files())).toHaveLength(2);
});

/** Keeps the bytes, and what is called when. */
function recordingSink(): Sink & { calls: string[]; bytes: number } {
  const sink = {
    calls: [] as string[],
    bytes: 0,
    open: async (nameOf: Parameters<Sink['open']>[0]) => {
      sink.calls.push('open');
      return {
        name: nameOf(0, { host: 'here', pid: 1 }),
        append: async (bytes: Uint8Array) => {
          sink.calls.push('append');
          sink.bytes += bytes.length;
        },
        close: async () => void sink.calls.push('close'),
      };
    },
  };
  return sink;
}

test('a sink of anybody is opened with the first write, appended to, and closed once', async () => {
  const sink = recordingSink();
  const writer = new SummaryWriter(sink);
  writer.scalar('loss', 1, 0);
  expect(sink.calls).toEqual([]);
  await writer.flush();
  writer.scalar('loss', 1, 1);
  await writer.close();
  await writer.close();
  expect(sink.calls).toEqual(['open', 'append', 'append', 'close']);
});

test('a sink without writeFile() takes no embedding, and the call says so', () => {
  const writer = new SummaryWriter(recordingSink());
  expect(() => writer.embedding('points', { vectors: new Float32Array(2), dimensions: 2 })).toThrow(
    'SummaryWriter.embedding: the sink has no writeFile(). Pass a directory as `logDir`, which TensorBoard needs here.',
  );
});

test('what waits for the clock is 64 KiB, and what is logged in one turn', async () => {
  const sink = recordingSink();
  const writer = new SummaryWriter(sink, { flushEveryMs: 1e9 });
  let logged = 0;
  let longest = 0;
  for (let step = 0; step < 100_000; step++) {
    writer.scalar('loss', 1, step);
    logged += 62;
    if (step % 1000 === 0) await setImmediate();
    longest = Math.max(longest, logged - sink.bytes);
  }
  expect(sink.bytes).toBeGreaterThan(4e6);
  expect(longest).toBeGreaterThan(100_000);
  expect(longest).toBeLessThan(140_000);
  await writer.close();
});

test('while a write is under way, no point begins another piece of work', async () => {
  const sink = recordingSink();
  const held = { ...sink, open: async () => ({ name: 'held', append: () => new Promise<void>(() => {}) }) };
  const writer = new SummaryWriter(held, { flushEveryMs: 1e9 });
  const log = () => {
    for (let step = 0; step < 2000; step++) writer.scalar('loss', 1, step);
  };
  log();
  await setImmediate();
  log();
  const begun: string[] = [];
  const hook = createHook({ init: (_id, type) => void begun.push(type) }).enable();
  onTestFinished(() => void hook.disable());
  log();
  hook.disable();
  expect(begun).toEqual([]);
});
