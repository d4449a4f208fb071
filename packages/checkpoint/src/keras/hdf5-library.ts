import type { File, FS as FileSystem } from 'h5wasm';

interface Library {
  FS: NonNullable<typeof FileSystem>;
  File: typeof File;
}

/** Loaded when the first such file is met: more than 5 MB, which those who never meet one do not pay for. */
async function library(): Promise<Library> {
  const { ready, File } = await import('h5wasm');
  const module = await ready;
  const { FS } = module;
  // Without, it prints what fails, and goes on with what was in memory.
  module.activate_throwing_error_handler();
  return { FS, File };
}

/**
 * Opens an HDF5 file in memory, and forgets it.
 *
 * @param bytes what is in it; none for a file to be written
 * @param use gets the open file; what it returns is returned once the file is closed
 * @returns that, and what the file holds then
 */
export async function withHdf5<T>(bytes: Uint8Array | undefined, use: (file: File) => T): Promise<[T, Uint8Array]> {
  const { FS, File } = await library();
  const path = `/${crypto.randomUUID()}.h5`;
  if (bytes) FS.writeFile(path, bytes);
  try {
    const file = new File(path, bytes ? 'r' : 'w');
    const used = closed(file, () => use(file));
    return [used, bytes ?? FS.readFile(path)];
  } finally {
    if (FS.analyzePath(path, true).exists) FS.unlink(path);
  }
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
