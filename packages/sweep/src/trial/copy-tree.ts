import { constants, copyFile, mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Copies a directory, files and directories alone. All of it is on the disk when the promise resolves. */
export async function copyTree(source: string, target: string): Promise<void> {
  await mkdir(target);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) await copyTree(from, to);
    else if (entry.isFile()) {
      // Where the file system can, both share their blocks until one is written to.
      await copyFile(from, to, constants.COPYFILE_FICLONE);
      await sync(to);
    }
  }
  // Windows cannot open a directory, and keeps its entries by itself.
  if (process.platform !== 'win32') await sync(target, 'r');
}

/** A text that is another one when anything in the directory was written, made, renamed or removed. */
export async function fingerprint(directory: string): Promise<string> {
  const names = (await readdir(directory, { recursive: true })).sort();
  const stats = await Promise.all(names.map((name) => stat(join(directory, name), { bigint: true })));
  return names
    .map((name, index) => [name, stats[index]?.ino, stats[index]?.size, stats[index]?.mtimeNs].join())
    .join('\n');
}

async function sync(path: string, flags = 'r+'): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
