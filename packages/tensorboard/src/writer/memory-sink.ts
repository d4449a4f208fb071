import { zipSync } from 'fflate';
import { concatenated } from '../data/concatenated.js';
import { browserName } from './browser-name.js';
import type { Sink } from './sink.js';

/** Event files in memory, to be taken away by whoever made the sink. */
export interface MemorySink extends Sink {
  /** The files so far by name; what stands before a `/` is a directory. */
  files(): Record<string, Uint8Array<ArrayBuffer>>;

  /**
   * The files so far as one to offer for download: where there is only one, that; else `logs.zip` with all of them.
   * Unpacked into a directory, it is what TensorBoard is to be given.
   */
  download(): File;
}

/** Keeps event files in memory: for a browser or a worker, and for tests. */
export function memorySink(): MemorySink {
  const parts = new Map<string, Uint8Array[]>();
  const files = () => Object.fromEntries(Array.from(parts, ([name, list]) => [name, concatenated(list)]));
  return {
    open: async (nameOf) => {
      let attempt = 0;
      while (parts.has(browserName(nameOf, attempt))) attempt++;
      const name = browserName(nameOf, attempt);
      const list: Uint8Array[] = [];
      parts.set(name, list);
      return { name, append: async (bytes) => void list.push(bytes) };
    },
    writeFile: async (name, bytes) => void parts.set(name, [bytes]),
    files,
    download: () => oneFile(files()),
  };
}

function oneFile(files: Record<string, Uint8Array<ArrayBuffer>>): File {
  const [first, ...others] = Object.entries(files);
  if (first && others.length === 0) return new File([first[1]], first[0].replace(/^.*\//, ''));
  return new File([zipSync(files) as Uint8Array<ArrayBuffer>], 'logs.zip', { type: 'application/zip' });
}
