import { browserName } from './browser-name.js';
import { checkText } from './checks.js';
import type { Sink } from './sink.js';

/** What a worker has beside what a page has; TypeScript's library for pages does not know it. */
interface FileHandleOfWorker extends FileSystemFileHandle {
  createSyncAccessHandle?(): Promise<{
    getSize(): number;
    write(bytes: Uint8Array, options: { at: number }): number;
    flush(): void;
    close(): void;
  }>;
}

/**
 * A directory in the origin private file system of a browser, whose files stay when the page is closed. In a worker a
 * write adds to the file; a page has no call for that, so each write there copies what the file holds.
 *
 * @param path names of directories with `/` between them; what is missing is made
 */
export function opfsSink(path: string): Sink {
  checkText('opfsSink', 'path', path, 'the path of a directory');
  const location = `opfs:/${path}`;
  return {
    location,
    open: async (nameOf) => {
      const directory = await directoryAt(path);
      let attempt = 0;
      while (await has(directory, browserName(nameOf, attempt))) attempt++;
      const name = browserName(nameOf, attempt);
      await directory.getFileHandle(name, { create: true });
      return {
        name: `${location}/${name}`,
        append: async (bytes) => append(await directory.getFileHandle(name), bytes as Uint8Array<ArrayBuffer>),
        remove: () => directory.removeEntry(name),
      };
    },
    writeFile: async (name, bytes) => {
      const file = await (await directoryAt(path)).getFileHandle(name, { create: true });
      const stream = await file.createWritable();
      await stream.write(bytes as Uint8Array<ArrayBuffer>);
      await stream.close();
    },
    child: (name) => opfsSink(`${path}/${name}`),
  };
}

async function directoryAt(path: string): Promise<FileSystemDirectoryHandle> {
  let directory = await navigator.storage.getDirectory();
  for (const name of path.split('/').filter((part) => part !== '')) {
    directory = await directory.getDirectoryHandle(name, { create: true });
  }
  return directory;
}

async function has(directory: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await directory.getFileHandle(name);
    return true;
  } catch (error) {
    if ((error as DOMException).name === 'NotFoundError') return false;
    throw error;
  }
}

async function append(file: FileHandleOfWorker, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (file.createSyncAccessHandle) {
    const access = await file.createSyncAccessHandle();
    try {
      access.write(bytes, { at: access.getSize() });
      access.flush();
    } finally {
      access.close();
    }
    return;
  }
  const stream = await file.createWritable({ keepExistingData: true });
  await stream.write({ type: 'write', position: (await file.getFile()).size, data: bytes });
  await stream.close();
}
