import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SummaryWriter } from '../../src/writer.js';
import { eventFiles, readCurve, readPoints } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';

/** A write that nobody waits for takes what the disk and the machine let it. */
const BY_ITSELF = { timeout: 20_000 };

test('a writer that nothing was logged with leaves no directory and no file', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const writer = new SummaryWriter(directory);
  await writer.close();
  await writer.close();
  expect(existsSync(directory)).toBe(false);
  expect(() => writer.scalar('loss', 1, 0)).toThrow('SummaryWriter: it was closed. Make a new one to log more.');
});

test('close() waits for a flush that is under way, also of a writer that nothing was logged with', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const writer = new SummaryWriter(directory);
  const flushed = writer.flush();
  await writer.close();
  expect(eventFiles(directory)).toHaveLength(1);
  await flushed;
});

test('close() writes the start of a run that nothing else was logged of', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const writer = new SummaryWriter(directory);
  writer.start(3);
  await writer.close();
  expect(eventFiles(directory)).toHaveLength(1);
});

test('two flushes at once, before the file exists, make one file', async () => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  const log = (step: number) => {
    writer.scalar('loss', step, step);
    return writer.flush();
  };
  await Promise.all([writer.flush(), log(0), Promise.resolve().then(() => log(1)), log(2)]);
  await writer.close();
  expect(eventFiles(directory)).toHaveLength(1);
  expect(readCurve(directory, 'loss').map(([step]) => step)).toEqual([0, 2, 1]);
});

test('writers that make one new parent at the same time all succeed', async () => {
  const parent = join(temporaryDirectory(), 'new', 'parent');
  const directories = Array.from({ length: 20 }, (_, index) => join(parent, String(index)));
  await Promise.all(directories.map((directory) => new SummaryWriter(directory).flush()));
  expect(directories.map((directory) => eventFiles(directory).length)).toEqual(directories.map(() => 1));
});

test('after the first write has failed nothing is written, even where it could be', async () => {
  const directory = join(temporaryDirectory(), 'run');
  writeFileSync(directory, 'in the way');
  const writer = new SummaryWriter(directory, { flushEveryMs: 0 });
  writer.scalar('loss', 1, 0);
  const refusal = `TensorBoard: cannot create an event file in "${directory}"`;
  await expect(writer.flush()).rejects.toThrow(refusal);
  rmSync(directory);
  await expect(writer.flush()).rejects.toThrow(refusal);
  await writer.close();
  expect(existsSync(directory)).toBe(false);
});

test('after a later write has failed the file stays as it is, even where it could be written to', async () => {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  await writer.flush();
  const [file] = eventFiles(directory) as [string];
  const before = readFileSync(file);
  rmSync(file);
  writer.scalar('loss', 1, 0);
  const failed = expect(writer.flush()).rejects.toThrow(`TensorBoard: cannot write to "${file}"`);
  // The failing write is under way: this waits for the next one.
  await Promise.resolve();
  await Promise.resolve();
  writer.scalar('loss', 2, 1);
  await failed;
  writeFileSync(file, before);
  await expect(writer.flush()).rejects.toThrow(`TensorBoard: cannot write to "${file}"`);
  expect(readFileSync(file)).toEqual(before);
  expect(readdirSync(directory)).toHaveLength(1);
});

test('flushEveryMs is 2000 unless it is passed', async () => {
  const directory = temporaryDirectory();
  const now = vi.spyOn(Date, 'now').mockReturnValue(0);
  onTestFinished(() => now.mockRestore());
  const writer = new SummaryWriter(directory);
  now.mockReturnValue(1999);
  writer.scalar('loss', 1, 0);
  await sleep(50);
  expect(readdirSync(directory)).toEqual([]);
  now.mockReturnValue(2000);
  writer.scalar('loss', 2, 1);
  await expect.poll(() => readPoints(directory).map(({ step }) => step), BY_ITSELF).toEqual([0, 1]);
  await writer.close();
});

test('a clock that is set back does not keep points from the disk', async () => {
  const directory = temporaryDirectory();
  const now = vi.spyOn(Date, 'now').mockReturnValue(10_000);
  onTestFinished(() => now.mockRestore());
  const writer = new SummaryWriter(directory);
  now.mockReturnValue(8000);
  writer.scalar('loss', 1, 0);
  await expect.poll(() => readPoints(directory), BY_ITSELF).toHaveLength(1);
  await writer.close();
});
