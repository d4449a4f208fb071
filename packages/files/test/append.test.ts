import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAppendFile } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const bytes = (text: string) => new TextEncoder().encode(text);

test('a file grows by what is appended, in a directory that is made for it', async () => {
  const directory = join(temporaryDirectory(), 'a', 'b');
  const file = await createAppendFile(directory, () => 'log');
  expect(file.name).toBe(join(directory, 'log'));
  expect(readFileSync(file.name, 'utf8')).toBe('');
  await file.append(bytes('one,'));
  await file.append(bytes('two'));
  expect(readFileSync(file.name, 'utf8')).toBe('one,two');
});

test('little is in the file when the call returns', async () => {
  const file = await createAppendFile(temporaryDirectory(), () => 'log');
  const appended = file.append(new Uint8Array(1_048_576));
  expect(readFileSync(file.name)).toHaveLength(1_048_576);
  await appended;
});

test('much is written while the event loop goes on', async () => {
  const file = await createAppendFile(temporaryDirectory(), () => 'log');
  const appended = file.append(new Uint8Array(1_048_577));
  expect(readFileSync(file.name)).toHaveLength(0);
  await appended;
  expect(readFileSync(file.name)).toHaveLength(1_048_577);
});

test.each([
  { took: 20, atOnce: 'one,two' },
  { took: 21, atOnce: 'one,' },
])('after a write of $took ms there is "$atOnce" when the next call returns', async ({ took, atOnce }) => {
  const file = await createAppendFile(temporaryDirectory(), () => 'log');
  const now = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(took);
  onTestFinished(() => now.mockRestore());
  await file.append(bytes('one,'));
  const appended = file.append(bytes('two'));
  expect(readFileSync(file.name, 'utf8')).toBe(atOnce);
  await appended;
  expect(readFileSync(file.name, 'utf8')).toBe('one,two');
});

test('a name that is taken is left alone, and the next attempt tells who writes, and what is there', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'log.0'), 'mine');
  const writers: unknown[] = [];
  const file = await createAppendFile(directory, (attempt, writer) => {
    writers.push(writer);
    return `log.${attempt}`;
  });
  await file.append(bytes('new'));
  expect(readFileSync(join(directory, 'log.0'), 'utf8')).toBe('mine');
  expect(readFileSync(join(directory, 'log.1'), 'utf8')).toBe('new');
  expect(writers).toEqual(Array(2).fill({ host: hostname(), pid: process.pid, names: ['log.0'] }));
});

test('many at once get a file each', async () => {
  const directory = temporaryDirectory();
  const files = await Promise.all(
    Array.from({ length: 10 }, () => createAppendFile(directory, (attempt) => `log.${attempt}`)),
  );
  expect(new Set(files.map(({ name }) => name)).size).toBe(10);
  expect(readdirSync(directory)).toHaveLength(10);
});

test('a file that is gone is not made anew', async () => {
  const directory = temporaryDirectory();
  const file = await createAppendFile(directory, () => 'log');
  rmSync(file.name);
  await expect(file.append(bytes('x'))).rejects.toThrow(`ENOENT: no such file or directory, open '${file.name}'`);
  expect(readdirSync(directory)).toEqual([]);
});

test('nothing stays open between two writes: a file that was replaced is appended to', async () => {
  const directory = temporaryDirectory();
  const file = await createAppendFile(directory, () => 'log');
  writeFileSync(join(directory, 'other'), 'other,');
  renameSync(join(directory, 'other'), file.name);
  await file.append(bytes('x'));
  expect(readFileSync(file.name, 'utf8')).toBe('other,x');
});

test('a directory that cannot be made is an error of the file system', async () => {
  const path = join(temporaryDirectory(), 'file');
  writeFileSync(path, '');
  const created = createAppendFile(join(path, 'run'), () => 'log');
  await expect(created).rejects.toThrow(`EEXIST: file already exists, mkdir '${path}'`);
  expect(existsSync(join(path, 'run'))).toBe(false);
});
