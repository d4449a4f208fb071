import { Worker } from 'node:worker_threads';

/** Told how far a file has grown, and at last that this was all. Text, so that no bundler has to find a file for it. */
const SOURCE = `
const { createHash } = require('node:crypto');
const { readSync } = require('node:fs');
const { parentPort } = require('node:worker_threads');

const memory = Buffer.allocUnsafeSlow(1024 * 1024);
let hash = createHash('sha256');
let hashed = 0;
parentPort.on('message', ({ fd, size, last }) => {
  while (hashed < size) {
    const bytesRead = readSync(fd, memory, 0, Math.min(memory.length, size - hashed), hashed);
    if (bytesRead === 0) throw new Error('the file became shorter');
    hash.update(memory.subarray(0, bytesRead));
    hashed += bytesRead;
  }
  if (!last) return;
  parentPort.postMessage(hash.digest('hex'));
  hash = createHash('sha256');
  hashed = 0;
});
`;

/** The id of a thread that is no more. */
const ENDED = -1;

/** The thread that waits for the next file. It takes 25 ms to start, as long as hashing 40 MB, and 8 MB of memory. */
let spare: Worker | undefined;

/** Hashes a growing file off the main thread. */
export interface HashThread {
  /** Sets it to work on the bytes up to `size`, which the file must hold. */
  upTo(size: number): void;

  /** The SHA-256 of the first `size` bytes, in hexadecimal; nothing if there is no thread, or if it failed. */
  digest(size: number): Promise<string | undefined>;

  /** Resolves when the thread is done with the file, which may then be closed. */
  end(): Promise<void>;
}

/**
 * Hashes a file in a thread while it is written; files that are written at once have a thread each.
 *
 * It reads the bytes back, which the system has in memory: a tensor's own memory can neither be handed over nor shared,
 * and a copy would cost the main thread more than the reading costs this one.
 */
export function startHashThread(fd: number): HashThread {
  const worker = spare && spare.threadId !== ENDED ? spare : startWorker();
  spare = undefined;
  const answer = worker && answerOf(worker);
  // A listener keeps the process alive, and so would chunks that never come.
  worker?.unref();
  let answered = false;
  return {
    upTo(size) {
      worker?.postMessage({ fd, size });
    },
    async digest(size) {
      worker?.ref();
      worker?.postMessage({ fd, size, last: true });
      const sha256 = await answer;
      worker?.unref();
      answered = sha256 !== undefined;
      return sha256;
    },
    async end() {
      if (answered && !spare) spare = worker;
      else await worker?.terminate();
    },
  };
}

/** What a thread answers; nothing if it ends before. */
function answerOf(worker: Worker): Promise<string | undefined> {
  return new Promise((resolve) => {
    const settle = (answer: string | number) => {
      worker.off('message', settle).off('exit', settle);
      resolve(typeof answer === 'string' ? answer : undefined);
    };
    worker.on('message', settle).on('exit', settle);
  });
}

function startWorker(): Worker | undefined {
  try {
    // Without the options of this process, which may load a whole transpiler into every thread.
    const worker = new Worker(SOURCE, { eval: true, execArgv: [], env: {} });
    // An exit follows, and is what counts.
    worker.on('error', () => {});
    return worker;
  } catch {
    // The process may have no thread left, or no permission to start one.
    return undefined;
  }
}
