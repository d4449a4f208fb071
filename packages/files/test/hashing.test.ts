import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDirectory } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const MIB = 1024 * 1024;
const SCRIPT = fileURLToPath(new URL('replace-in-child.js', import.meta.url));
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** Every four bytes different, so that no piece may stand for another. */
const bytesOf = (size: number) =>
  new Uint8Array(new Uint32Array(Math.ceil(size / 4)).map((_, index) => index * 2654435761).buffer, 0, size);

function* cut(bytes: Uint8Array, size: number) {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

/** The threads that this process starts until the test is over. */
function startedThreads(onStart = (_: Worker) => {}): Worker[] {
  const threads: Worker[] = [];
  const listen = (thread: Worker) => {
    threads.push(thread);
    onStart(thread);
  };
  process.on('worker', listen);
  onTestFinished(() => void process.off('worker', listen));
  return threads;
}

/** Has the thread end that waits for the next file, so that this one needs a new one. */
async function renewThread(): Promise<void> {
  function* failing() {
    yield new Uint8Array(8 * MIB);
    throw new Error('no more');
  }
  await expect(openDirectory(temporaryDirectory()).stage('a', failing())).rejects.toThrow('no more');
}

const listenersOf = ([thread]: Worker[]) => ({
  message: thread?.listenerCount('message'),
  exit: thread?.listenerCount('exit'),
});

describe('the hash of a file is that of its bytes', () => {
  test.each([0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20 * MIB + 7])(
    'in chunks of any size: %d bytes',
    async (size) => {
      const bytes = bytesOf(size);
      const directory = openDirectory(temporaryDirectory());
      for (const chunk of [999_983, 4 * MIB, 4 * MIB + 1, 64 * MIB]) {
        expect(await directory.replace('a', cut(bytes, chunk))).toMatchObject({ sha256: sha256(bytes), size });
      }
      expect(readFileSync(join(directory.path, 'a')).equals(bytes)).toBe(true);
    },
  );

  test('in a thread from 8 MiB on, which serves the next file too', async () => {
    const directory = openDirectory(temporaryDirectory());
    await renewThread();
    const threads = startedThreads();
    await directory.replace('small', [bytesOf(8 * MIB - 1)]);
    expect(threads).toHaveLength(0);
    for (const size of [8 * MIB, 9 * MIB, 10 * MIB]) {
      const bytes = bytesOf(size);
      expect(await directory.replace('large', cut(bytes, MIB))).toMatchObject({ sha256: sha256(bytes), size });
    }
    expect(threads).toHaveLength(1);
    expect(listenersOf(threads)).toEqual({ message: 0, exit: 0 });
  });

  test('of many files at once', async () => {
    await renewThread();
    const threads = startedThreads();
    const directory = openDirectory(temporaryDirectory());
    const files = [9, 10, 11, 12].map((size) => bytesOf(size * MIB).fill(size, 0, 100));
    /** Waits behind what a thread is started for until all four are. */
    async function* together(bytes: Uint8Array) {
      yield bytes.subarray(0, 8 * MIB);
      while (threads.length < 4) await nextTurn();
      yield* cut(bytes.subarray(8 * MIB), MIB);
    }
    const replaced = await Promise.all(files.map((bytes, index) => directory.replace(`${index}`, together(bytes))));
    expect(replaced.map((staged) => staged.sha256)).toEqual(files.map(sha256));
    expect(threads).toHaveLength(4);
    expect(threads.filter(({ threadId }) => threadId !== -1)).toHaveLength(1);
  });

  test('whatever becomes of the memory, which stays where it is', async () => {
    const memory = new Uint8Array(2 * MIB);
    const directory = openDirectory(temporaryDirectory());
    function* chunks() {
      for (let value = 1; value <= 10; value++) yield memory.fill(value);
      memory.fill(99);
    }
    const staged = await directory.replace('a', chunks());
    memory.fill(100);
    expect(memory).toHaveLength(2 * MIB);
    const written = readFileSync(join(directory.path, 'a'));
    expect(Array.from({ length: 10 }, (_, index) => written[(index + 1) * 2 * MIB - 1])).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(staged).toMatchObject({ sha256: sha256(written), size: 20 * MIB });
  });
});

describe('a thread that fails', () => {
  const bytes = bytesOf(20 * MIB);

  test.each<[string, (thread: Worker) => void]>([
    ['at once', (thread) => void thread.terminate()],
    ['while it hashes', (thread) => void thread.once('online', () => thread.terminate())],
  ])('%s leaves the hash to the main thread', async (_, kill) => {
    await renewThread();
    const threads = startedThreads(kill);
    const directory = openDirectory(temporaryDirectory());
    expect(await directory.replace('a', cut(bytes, MIB))).toMatchObject({ sha256: sha256(bytes), size: bytes.length });
    expect(threads).toHaveLength(1);
    expect(await directory.list()).toEqual(['a']);
  });

  test('while it waits for the next file is replaced', async () => {
    await renewThread();
    const threads = startedThreads();
    const directory = openDirectory(temporaryDirectory());
    await directory.replace('a', [bytes]);
    await threads[0]?.terminate();
    expect(await directory.replace('a', cut(bytes, MIB))).toMatchObject({ sha256: sha256(bytes) });
    expect(threads).toHaveLength(2);
  });

  test('is none that the process may not start', () => {
    const directory = temporaryDirectory();
    // Node.js 20 and 22 differ in the name of the option.
    const permission = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const allowed = [permission, '--allow-fs-read=*', '--allow-fs-write=*'];
    const told = execFileSync(process.execPath, [...allowed, SCRIPT, directory, String(20 * MIB)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(told)).toEqual({ sha256: sha256(new Uint8Array(20 * MIB)), size: 20 * MIB });
    expect(readdirSync(directory)).toEqual(['a']);
  });
});

test('chunks that fail half way leave no thread and no open file, and the next save works', async () => {
  await renewThread();
  const threads = startedThreads();
  const directory = openDirectory(temporaryDirectory());
  const bytes = bytesOf(20 * MIB);
  function* failing() {
    yield* cut(bytes, MIB);
    throw new Error('the device was lost');
  }
  await expect(directory.replace('a', failing())).rejects.toThrow('the device was lost');
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1]);
  expect(await directory.list()).toEqual([]);
  if (process.platform === 'linux') expect(openFiles(directory.path)).toEqual([]);
  expect(await directory.replace('a', [bytes])).toMatchObject({ sha256: sha256(bytes) });
});

describe('a process ends by itself', () => {
  test('after a large file', () => {
    const { status } = spawnSync(process.execPath, [SCRIPT, temporaryDirectory(), String(40 * MIB)], {
      timeout: 60_000,
    });
    expect(status).toBe(0);
  });

  test('when the rest of the chunks never comes', () => {
    const stuck = `
      const { openDirectory } = await import(process.argv[1]);
      await openDirectory(process.argv[2]).replace('a', (async function* () {
        yield new Uint8Array(20_000_000);
        await new Promise(() => {});
      })());`;
    const files = new URL('../dist/index.js', import.meta.url).href;
    const options = ['--input-type=module', '--eval', stuck, files, temporaryDirectory()];
    // 13: a promise at the top level that nothing can resolve any more.
    expect(spawnSync(process.execPath, options, { timeout: 60_000 }).status).toBe(13);
  });
});

function openFiles(path: string): string[] {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // The one by which the directory was listed.
    }
  });
  return targets.filter((target) => target.startsWith(path));
}
