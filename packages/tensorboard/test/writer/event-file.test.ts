import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAsInBrowser } from '@cb-tooling/repo-check/browser';
import { expect, onTestFinished, test, vi } from 'vitest';
import { TFRecord } from '../../src/events/record.js';
import { SummaryWriter } from '../../src/writer.js';
import { crc32c, eventFiles, readCurve, readEvents, readPoints } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';

/** Test vectors of RFC 3720, appendix B.4, and the check value of CRC-32C. */
const CHECKSUMS = [
  { name: '32 bytes of zero', data: new Uint8Array(32), checksum: 0x8a9136aa },
  { name: '32 bytes of ones', data: new Uint8Array(32).fill(0xff), checksum: 0x62a8ab43 },
  { name: '32 rising bytes', data: Uint8Array.from({ length: 32 }, (_, index) => index), checksum: 0x46dd794e },
  { name: 'the digits 1 to 9', data: new TextEncoder().encode('123456789'), checksum: 0xe3069283 },
];

/** A write that nobody waits for takes what the disk and the machine let it. */
const BY_ITSELF = { timeout: 20_000 };

/** Stops the clock until the end of the test. @returns what moves it on by milliseconds */
function stoppedClock() {
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now());
  onTestFinished(() => now.mockRestore());
  return (later: number) => now.mockReturnValue(Date.now() + later);
}

/** The one record of this data. */
function frame(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TFRecord(data).bytes);
}

test.each(CHECKSUMS)('a record ends with the masked CRC-32C of its data: $name', ({ data, checksum }) => {
  const record = frame(data);
  const masked = (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
  expect(crc32c(data)).toBe(checksum);
  expect(new DataView(record.buffer).getUint32(12 + data.length, true)).toBe(masked);
});

test('a record has the bytes that TensorBoard itself would write', () => {
  // tensorboard.summary.writer.record_writer.RecordWriter(file).write(b"abc"), TensorBoard 2.21.0
  const bytes = '0300000000000000b099490e6162636e57f121';
  expect(Buffer.from(frame(new TextEncoder().encode('abc'))).toString('hex')).toBe(bytes);
});

test('a file holds its version, the start of the session and the points, in order and in real time', async () => {
  const directory = temporaryDirectory();
  const before = Date.now() / 1000;
  const writer = new SummaryWriter(directory);
  writer.scalar('loss', 0.5, 7);
  writer.scalar('größe/α 損失', 2, 2 ** 53 - 1);
  await writer.close();

  const bytes = readFileSync(eventFiles(directory)[0] as string);
  const events = readEvents(bytes);
  const wallTime = expect.toSatisfy((time: number) => time >= before && time <= Date.now() / 1000);
  const shown = { plugin: 'scalars', dataClass: 1 };
  expect(events).toEqual([
    { wallTime, step: 0, fileVersion: 'brain.Event:2' },
    { wallTime, step: 7, sessionStarts: true },
    { wallTime, step: 7, scalar: { tag: 'loss', value: 0.5, ...shown } },
    { wallTime, step: 2 ** 53 - 1, scalar: { tag: 'größe/α 損失', value: 2, ...shown } },
  ]);
});

test('NaN, infinities and what float32 cannot hold are written as they are', async () => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e39, -0, 0.1];
  for (const [step, value] of values.entries()) writer.scalar('value', value, step);
  await writer.close();
  const float32 = values.map((value, step) => [step, Math.fround(value)]);
  expect(readCurve(directory, 'value')).toEqual(float32);
});

test('the name of a file says when, where and by which process it was made', async () => {
  const directory = temporaryDirectory();
  const before = Math.floor(Date.now() / 1000);
  await new SummaryWriter(directory).flush();
  const [name] = readdirSync(directory) as [string];
  const [, seconds] = /^events\.out\.tfevents\.(\d+)\./.exec(name) as RegExpExecArray;
  expect(Number(seconds)).toBeGreaterThanOrEqual(before);
  expect(Number(seconds)).toBeLessThanOrEqual(Date.now() / 1000);
  expect(name).toBe(`events.out.tfevents.${seconds}.${hostname()}.${process.pid}.0`);
});

test.each([
  ['the clock was set back', 3600, 1],
  ['another process was killed in the same second', 0, 99_999_999],
])('TensorBoard reads a new file after those that are there, although %s', async (_, ahead, pid) => {
  const directory = temporaryDirectory();
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_500 });
  onTestFinished(() => void vi.useRealTimers());
  const seconds = 1_800_000_000 + ahead;
  for (const name of [`events.out.tfevents.${seconds}.${hostname()}.${pid}.0`, 'projector_config.pbtxt']) {
    writeFileSync(join(directory, name), '');
  }
  for (const step of [1, 2]) {
    const writer = new SummaryWriter(directory);
    writer.scalar('loss', step, step);
    await writer.close();
  }
  expect(eventFiles(directory).map((file) => basename(file))).toEqual([
    `events.out.tfevents.${seconds}.${hostname()}.${pid}.0`,
    `events.out.tfevents.${seconds + 1}.${hostname()}.${process.pid}.0`,
    `events.out.tfevents.${seconds + 2}.${hostname()}.${process.pid}.0`,
  ]);
  expect(readCurve(directory, 'loss')).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test.each(['9999999999', '0999', '99', '9'.repeat(200)])(
  'a new file comes behind one of the time %s',
  async (seconds) => {
    const directory = temporaryDirectory();
    const other = `events.out.tfevents.${seconds}.other.1.0`;
    writeFileSync(join(directory, other), '');
    for (const step of [1, 2]) {
      const writer = new SummaryWriter(directory);
      writer.scalar('loss', step, step);
      await writer.close();
    }
    const files = eventFiles(directory);
    expect(files.map((file) => basename(file)).indexOf(other)).toBe(seconds === '0999' ? 0 : files.length - 3);
    expect(readCurve(directory, 'loss')).toEqual([
      [1, 1],
      [2, 2],
    ]);
  },
);

test('each writer makes a file of its own and leaves those of others alone', async () => {
  const directory = temporaryDirectory();
  const other = join(directory, 'events.out.tfevents.1.other.1.0');
  writeFileSync(other, 'half a rec');
  const writers = [1, 2, 3].map(() => new SummaryWriter(directory));
  for (const [index, writer] of writers.entries()) writer.scalar('loss', index, index);
  await Promise.all(writers.map((writer) => writer.close()));
  expect(readFileSync(other, 'utf8')).toBe('half a rec');
  const files = eventFiles(directory).filter((file) => file !== other);
  const points = files.map((file) => readEvents(readFileSync(file))[2]?.scalar?.value);
  expect(points.sort()).toEqual([0, 1, 2]);
});

test('nothing is written before the first flush, and directories are made then', async () => {
  const directory = join(temporaryDirectory(), 'a', 'b');
  const writer = new SummaryWriter(directory);
  writer.scalar('loss', 1, 0);
  expect(() => statSync(directory)).toThrow('ENOENT');
  await writer.flush();
  expect(readCurve(directory, 'loss')).toEqual([[0, 1]]);
  writer.scalar('loss', 2, 1);
  expect(readCurve(directory, 'loss')).toEqual([[0, 1]]);
  await writer.close();
  expect(readCurve(directory, 'loss')).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

test('what was logged goes to disk by itself when flushEveryMs is over, the rest of the same turn with it', async () => {
  const directory = temporaryDirectory();
  const pass = stoppedClock();
  const writer = new SummaryWriter(directory, { flushEveryMs: 500 });
  pass(500);
  writer.scalar('loss', 2, 1);
  writer.scalar('acc', 3, 1);
  const written = [
    { tag: 'loss', step: 1, value: 2 },
    { tag: 'acc', step: 1, value: 3 },
  ];
  await expect.poll(() => readPoints(directory), BY_ITSELF).toEqual(written);
  pass(499);
  writer.scalar('loss', 1, 2);
  await sleep(50);
  expect(readPoints(directory)).toEqual(written);
  await writer.close();
});

test('until then nothing is written, and each flush starts the time anew', async () => {
  const directory = temporaryDirectory();
  const pass = stoppedClock();
  const writer = new SummaryWriter(directory, { flushEveryMs: 1000 });
  pass(600);
  await writer.flush();
  pass(999);
  writer.scalar('loss', 2, 1);
  await sleep(50);
  expect(readPoints(directory)).toEqual([]);
  await writer.close();
});

test('a thousand flushes in flight keep the order of the points', async () => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory, { flushEveryMs: 0 });
  for (let step = 0; step < 1000; step++) {
    writer.scalar('loss', step, step);
    if (step % 100 === 0) await Promise.resolve();
  }
  await writer.close();
  expect(readCurve(directory, 'loss')).toEqual(Array.from({ length: 1000 }, (_, step) => [step, step]));
});

test('start() says from which step on the writer replaces what is there', async () => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  writer.start(3);
  writer.scalar('loss', 1, 5);
  await writer.close();
  const events = readEvents(readFileSync(eventFiles(directory)[0] as string));
  expect(events.map(({ step, sessionStarts }) => ({ step, sessionStarts }))).toEqual([
    { step: 0, sessionStarts: undefined },
    { step: 3, sessionStarts: true },
    { step: 5, sessionStarts: undefined },
  ]);
});

test('a directory that a file is in the way of is one error', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  const writer = new SummaryWriter(join(file, 'run'));
  await expect(writer.flush()).rejects.toThrow(
    `TensorBoard: cannot create an event file in "${join(file, 'run')}" ` +
      `(EEXIST: file already exists, mkdir '${file}'). Pass a \`logDir\` that can be created and written to.`,
  );
});

test.runIf(process.platform === 'linux')('a directory below /proc/1 is an error, not a wait without end', async () => {
  await expect(new SummaryWriter('/proc/1/logs/run').flush()).rejects.toThrow(
    'TensorBoard: cannot create an event file in "/proc/1/logs/run" ' +
      "(ENOENT: no such file or directory, mkdir '/proc/1/logs'). Pass a `logDir` that can be created and written to.",
  );
});

test('a failed write is thrown by the next call, names the file, and close() does not throw it again', async () => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory, { flushEveryMs: 0 });
  await writer.flush();
  const [file] = eventFiles(directory) as [string];
  rmSync(file);
  writer.scalar('loss', 1, 0);
  const message =
    `TensorBoard: cannot write to "${file}" (ENOENT: no such file or directory, open '${file}'). ` +
    'What was logged since the last flush is lost; what the file holds can be read.';
  await vi.waitFor(() => expect(() => writer.scalar('loss', 2, 1)).toThrow(message), BY_ITSELF);
  expect(() => writer.scalar('loss', 3, 2)).toThrow(message);
  await expect(writer.flush()).rejects.toThrow(message);
  await writer.close();
  expect(readdirSync(directory)).toEqual([]);
});

test('close() throws a failure that no call has thrown yet, once', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const writer = new SummaryWriter(directory);
  await writer.flush();
  rmSync(directory, { recursive: true });
  writer.scalar('loss', 1, 0);
  await expect(writer.close()).rejects.toThrow('TensorBoard: cannot write to "');
  await writer.close();
});

test('a closed writer refuses more', async () => {
  const writer = new SummaryWriter(temporaryDirectory());
  await writer.close();
  await writer.close();
  expect(() => writer.scalar('loss', 1, 0)).toThrow('SummaryWriter: it was closed. Make a new one to log more.');
});

test('in a browser the constructor says that there is no file system, and what to pass', () => {
  const printed = runAsInBrowser(
    import.meta.url,
    `import { SummaryWriter } from '@cb/tensorboard';
    try {
      new SummaryWriter('logs');
    } catch (error) {
      console.log(error.message);
    }`,
  );
  expect(printed).toBe(
    'SummaryWriter: `logDir` is "logs". It is a path, and a browser has no file system. Pass memorySink() or opfsSink().\n',
  );
});
