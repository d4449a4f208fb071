import type { File, FS as FileSystem } from 'h5wasm';
import { Hdf5Memory, type Instance } from './hdf5-memory.js';

type Files = NonNullable<typeof FileSystem>;

interface Library {
  /** Its types leave out which streams are open, or were, and where the bytes of a file are. */
  FS: Files & {
    streams: (({ path: string } & Parameters<Files['close']>[0]) | null)[];
    lookupPath(path: string): { node: { contents: Uint8Array<ArrayBuffer>; usedBytes: number } };
  };
  File: typeof File;
  memory: Hdf5Memory;
}

/** What the library's file system holds of itself. */
const OF_LIBRARY: ReadonlySet<string> = new Set(['.', '..', 'dev', 'home', 'proc', 'tmp']);

/** Standard input, output and error, which are always open. */
const STANDARD = 3;

let ofLibrary: Hdf5Memory | undefined;

/** Loaded when the first such file is met: more than 5 MB, which those who never meet one do not pay for. */
async function library(): Promise<Library> {
  const { ready, File } = await import('h5wasm');
  const module = await ready;
  // Without, it prints what fails, and goes on with what was in memory.
  module.activate_throwing_error_handler();
  ofLibrary ??= new Hdf5Memory(module as Instance);
  return { FS: module.FS as Library['FS'], File, memory: ofLibrary };
}

/**
 * Opens an HDF5 file in memory, and forgets it.
 *
 * @param bytes what is in it; for a file to be written, about how many there will be
 * @param use gets the open file; what it returns is returned once the file is closed
 * @returns that, and what the file holds then
 */
export async function withHdf5<T>(bytes: Uint8Array | number, use: (file: File) => T): Promise<[T, Uint8Array]> {
  const { FS, File, memory } = await library();
  const isAlone = FS.readdir('/').every((name: string) => OF_LIBRARY.has(name));
  const path = `/${crypto.randomUUID()}.h5`;
  const isNew = typeof bytes === 'number';
  if (!isNew) FS.writeFile(path, bytes);
  try {
    return memory.call(() => {
      const file = new File(path, isNew ? 'w' : 'r');
      const { node } = FS.lookupPath(path);
      // It would grow by an eighth at a time, and copy all that is there each time.
      if (isNew) node.contents = grown(node.contents, bytes);
      const used = closed(file, () => use(file));
      return [used, isNew ? node.contents.subarray(0, node.usedBytes) : bytes];
    });
  } catch (error) {
    // The files of others, who use the library too, would be lost.
    if (isAlone) memory.restore();
    throw error;
  } finally {
    // The library writes what it throws to a temporary file, and then cannot close that; nor some files that are
    // damaged.
    for (const stream of FS.streams.slice(STANDARD)) {
      if (stream && (stream.path === path || stream.path.startsWith('/tmp/'))) FS.close(stream);
    }
    if (FS.analyzePath(path, true).exists) FS.unlink(path);
  }
}

function grown(contents: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(length, contents.length));
  larger.set(contents);
  return larger;
}

function closed<T>(file: File, use: () => T): T {
  let used: T;
  try {
    used = use();
  } catch (error) {
    quietly(() => file.close());
    throw error;
  }
  file.close();
  return used;
}

/** A file that is damaged may not be closable, and what was wrong with it is known already. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {}
}
