import { createHash } from 'node:crypto';
import { open, readdir, readFile, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Directory, Staged } from './directory.js';
import { CHUNK, makeDirectory, notADirectory, syncDirectory, writeNew } from './durable-node.js';
import { directoryPath } from './path-node.js';
import { stateOfTemporary, temporaryName } from './temporary-node.js';

/** Opens a directory, which need not exist. @param path as {@link directoryPath} takes it */
export function openDirectory(path: string): Directory {
  return new NodeDirectory(directoryPath(path));
}

class NodeDirectory implements Directory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async create(): Promise<() => Promise<void>> {
    const made: string[] = [];
    const undo = async () => {
      for (const path of made.reverse()) await rmdir(path).catch(() => {});
    };
    try {
      await makeDirectory(this.path, made);
    } catch (error) {
      await undo();
      throw error;
    }
    return undo;
  }

  async probe(): Promise<void> {
    const file = join(await nearestDirectory(this.path), temporaryName('model.json'));
    await (await open(file, 'wx')).close();
    await rm(file);
  }

  async stage(name: string, chunks: readonly Uint8Array[]): Promise<Staged> {
    const temporary = temporaryName(name);
    try {
      return { temporary, sha256: await writeNew(join(this.path, temporary), chunks) };
    } catch (error) {
      // The error that matters is the one that is there already.
      await this.remove(temporary).catch(() => {});
      throw error;
    }
  }

  async rename(temporary: string, name: string): Promise<void> {
    await rename(join(this.path, temporary), join(this.path, name));
    await syncDirectory(this.path);
  }

  staged(name: string): Promise<'no' | 'active' | 'abandoned'> {
    return stateOfTemporary(join(this.path, name));
  }

  readText(name: string): Promise<string> {
    return readFile(join(this.path, name), 'utf8');
  }

  async size(name: string): Promise<number> {
    return (await stat(await this.#inside(name))).size;
  }

  async read(name: string, target: Uint8Array): Promise<string> {
    const hash = createHash('sha256');
    const file = await open(await this.#inside(name), 'r');
    try {
      for (let offset = 0; offset < target.length; ) {
        const { bytesRead } = await file.read(target, offset, Math.min(CHUNK, target.length - offset), offset);
        if (bytesRead === 0) throw new Error(`${name} became shorter while it was read`);
        hash.update(target.subarray(offset, offset + bytesRead));
        offset += bytesRead;
      }
    } finally {
      await file.close();
    }
    return hash.digest('hex');
  }

  list(): Promise<string[]> {
    return readdir(this.path);
  }

  remove(name: string): Promise<void> {
    return rm(join(this.path, name), { force: true });
  }

  /** The real path of a file. @throws Error if it is not a file below the directory */
  async #inside(name: string): Promise<string> {
    const path = await realpath(join(this.path, name)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Error(`${name} is missing`, { cause: error }) : error;
    });
    if (!path.startsWith((await realpath(this.path)) + sep)) throw new Error(`${name} lies outside the directory`);
    if (!(await stat(path)).isFile()) throw new Error(`${name} is not a file`);
    return path;
  }
}

/** The directory, or the first above it that exists. */
async function nearestDirectory(path: string): Promise<string> {
  const existing = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  });
  if (existing === undefined) return nearestDirectory(dirname(path));
  if (!existing.isDirectory()) throw notADirectory(path);
  return path;
}
