import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Chunks, Directory } from '@cb/files';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Bytes between two looks at the signal. */
const PIECE = 4 * 1024 * 1024;

/**
 * Writes, and lets the signals that end the process wait until nothing half-written is left.
 *
 * @param write gets a signal that is aborted by them
 */
export async function interruptible<T>(write: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals) => controller.abort(name);
  // Once: a second one ends the process at once.
  for (const name of SIGNALS) process.once(name, interrupt);
  try {
    return await write(controller.signal);
  } finally {
    // Of a signal is heard when the event loop has looked for events, which it has for sure in two turns.
    for (let each = 0; each < 2; each++) await turn();
    for (const name of SIGNALS) process.off(name, interrupt);
    const { aborted, reason } = controller.signal;
    if (aborted) {
      process.kill(process.pid, reason);
      await sleep(1000); // Nothing is said any more.
    }
  }
}

/** The same directory, in which writing a file fails, and leaves nothing, once the signal is aborted. */
export function unlessAborted(directory: Directory, signal: AbortSignal): Directory {
  const writing: Partial<Directory> = {
    stage: (name, chunks) => directory.stage(name, watched(chunks, signal)),
    replace: (name, chunks) => directory.replace(name, watched(chunks, signal)),
  };
  return new Proxy(directory, {
    get(_, key) {
      const member = directory[key as keyof Directory];
      return writing[key as keyof Directory] ?? (typeof member === 'function' ? member.bind(directory) : member);
    },
  });
}

async function* watched(chunks: Chunks, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let offset = 0; offset < chunk.length; offset += PIECE) {
      signal.throwIfAborted();
      yield chunk.subarray(offset, offset + PIECE);
    }
  }
  signal.throwIfAborted();
}
