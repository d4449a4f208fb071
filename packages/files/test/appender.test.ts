import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDirectory } from '../src/index.js';
import { failToClose } from './fail-to-close.js';
import { ioError, slowFsync } from './slow-fsync.js';
import { temporaryDirectory } from './temporary-directory.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** An appender to a new file, and its path. */
function newFile() {
  const directory = temporaryDirectory();
  const path = join(directory, 'log');
  writeFileSync(path, 'one,');
  return { path, appender: openDirectory(directory).appender('log') };
}

/** How often this process has a file open, where the system says. */
function timesOpen(path: string): number {
  const links = '/proc/self/fd';
  if (!existsSync(links)) return 0;
  const target = (link: string) => {
    try {
      return readlinkSync(join(links, link));
    } catch {
      return undefined;
    }
  };
  return readdirSync(links).filter((link) => target(link) === path).length;
}

test('a piece is in the file at once, and its size is known', async () => {
  const { path, appender } = newFile();
  expect(appender.size()).toBe(4);
  const onDisk = appender.append(bytes('two'));
  expect(readFileSync(path, 'utf8')).toBe('one,two');
  expect(appender.size()).toBe(7);
  await onDisk;
});

test('pieces reach the disk by one fsync at a time, which answers for all that came before it', async () => {
  const disk = slowFsync(30);
  const { path, appender } = newFile();
  const first = appender.append(bytes('a'));
  const others = ['b', 'c', 'd'].map((text) => appender.append(bytes(text)));
  expect(new Set([first, ...others]).size).toBe(1);
  expect(disk).toMatchObject({ begun: 1, over: 0 });
  expect(timesOpen(path)).toBeLessThanOrEqual(2);
  await first;
  expect(disk).toMatchObject({ begun: 2, over: 2 });
  expect(readFileSync(path, 'utf8')).toBe('one,abcd');
  await appender.append(bytes('e'));
  expect(disk).toMatchObject({ begun: 3, over: 3 });
  expect(timesOpen(path)).toBe(0);
});

test('an fsync that fails is told to all whose pieces may be lost, and the next begins afresh', async () => {
  const disk = slowFsync(10);
  const { path, appender } = newFile();
  disk.fault = ioError();
  const first = appender.append(bytes('a'));
  expect(appender.append(bytes('b'))).toBe(first);
  await expect(first).rejects.toThrow('EIO: i/o error, fsync');
  expect(timesOpen(path)).toBe(0);
  await appender.append(bytes('c'));
  expect(readFileSync(path, 'utf8')).toBe('one,abc');
  expect(timesOpen(path)).toBe(0);
});

test('a file that cannot be closed is an error of its pieces, and the process goes on', async () => {
  const { path, appender } = newFile();
  failToClose();
  await expect(appender.append(bytes('two'))).rejects.toThrow('EDQUOT: disk quota exceeded, close');
  await appender.append(bytes('three'));
  expect(readFileSync(path, 'utf8')).toBe('one,twothree');
});

test('a file before that fails to be closed is an error, and leaves nothing open', async () => {
  slowFsync(10);
  const { path, appender } = newFile();
  const pieces = ['a', 'b'].map((text) => appender.append(bytes(text)));
  failToClose();
  expect(() => appender.append(bytes('c'))).toThrow('EDQUOT: disk quota exceeded, close');
  await Promise.all(pieces);
  expect(timesOpen(path)).toBe(0);
  await appender.append(bytes('d'));
  expect(readFileSync(path, 'utf8')).toBe('one,abcd');
});

test('a file that is gone is an error, and not made anew', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'log');
  const appender = openDirectory(directory).appender('log');
  expect(() => appender.append(bytes('two'))).toThrow(`ENOENT: no such file or directory, open '${path}'`);
  expect(() => appender.size()).toThrow(`ENOENT: no such file or directory, stat '${path}'`);
  expect(readdirSync(directory)).toEqual([]);
});

test('a directory is an error', () => {
  const { path, appender } = newFile();
  renameSync(path, `${path}.old`);
  mkdirSync(path);
  expect(() => appender.append(bytes('two'))).toThrow(`EISDIR: illegal operation on a directory, open '${path}'`);
});

test('a file that was replaced is the one that is appended to, also while the one before is brought to the disk', async () => {
  slowFsync(10);
  const { path, appender } = newFile();
  const first = appender.append(bytes('two'));
  writeFileSync(`${path}.new`, 'other,');
  renameSync(`${path}.new`, path);
  appender.append(bytes('x'));
  await first;
  expect(readFileSync(path, 'utf8')).toBe('other,x');
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full is an error, and leaves nothing open', () => {
  const appender = openDirectory('/dev').appender('full');
  expect(() => appender.append(bytes('two'))).toThrow('ENOSPC: no space left on device, write');
  expect(timesOpen('/dev/full')).toBe(0);
});
