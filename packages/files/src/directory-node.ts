import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, open, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { NodeAppender } from './appender-node.js';
import type { Appender, Chunks, Directory, DirectoryEntry, FileStat, Staged } from './directory.js';
import { writeNew, writeNewText } from './durable-node.js';
import { fileStat } from './file-stat-node.js';
import { hashFile } from './hash-file-node.js';
import { makeDirectory, nearestDirectory, syncDirectory } from './make-directory-node.js';
import { PIECE } from './piece-node.js';
import { removeAbandoned, stateOfTemporary, temporaryName } from './temporary-node.js';
import { unlessInUse } from './windows-node.js';

/** Opens a directory, which need not exist. @param path its absolute path, as {@link localPath} gives it */
export function openDirectory(path: string): Directory {
  return new NodeDirectory(path);
}

class NodeDirectory implements Directory {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
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

  async probe(name = 'probe'): Promise<void> {
    const directory = await nearestDirectory(this.path);
    // One of a process that was killed here lies where nobody else would look, once the directory is made.
    await removeAbandoned(directory, name);
    const file = join(directory, temporaryName(name));
    const handle = await open(file, 'wx');
    try {
      await handle.close();
    } finally {
      await rm(file);
    }
  }

  async stage(name: string, chunks: Chunks): Promise<Staged> {
    const temporary = temporaryName(name);
    return this.#orRemove(temporary, async () => ({
      temporary,
      ...(await writeNew(join(this.path, temporary), chunks)),
    }));
  }

  async rename(temporary: string, name: string): Promise<void> {
    await unlessInUse(() => rename(join(this.path, temporary), join(this.path, name)));
    await syncDirectory(this.path).catch((error) => {
      throw Object.assign(error, { isInPlace: true });
    });
  }

  async replace(name: string, chunks: Chunks): Promise<Staged> {
    const staged = await this.stage(name, chunks);
    await this.#orRemove(staged.temporary, () => this.rename(staged.temporary, name));
    return staged;
  }

  async replaceText(name: string, text: string): Promise<FileStat> {
    const temporary = temporaryName(name);
    return this.#orRemove(temporary, async () => {
      const written = await writeNewText(join(this.path, temporary), text);
      await this.rename(temporary, name);
      return written;
    });
  }

  appender(name: string): Appender {
    return new NodeAppender(join(this.path, name));
  }

  staged(name: string): Promise<'no' | 'active' | 'abandoned'> {
    return stateOfTemporary(join(this.path, name));
  }

  async readText(name: string, limit = Number.POSITIVE_INFINITY): Promise<string> {
    const file = await open(join(this.path, name), 'r');
    try {
      const { size } = await file.stat();
      if (size > limit) throw new Error(`${name} has ${size} bytes, more than the ${limit} that are allowed`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  }

  async stat(name: string): Promise<FileStat> {
    return fileStat((await this.#inside(name)).found);
  }

  async read(name: string, target: Uint8Array): Promise<string> {
    const hash = createHash('sha256');
    const file = await open((await this.#inside(name)).path, 'r');
    let piece = target.subarray(0, 0);
    try {
      for (let offset = 0; offset < target.length; offset += piece.length) {
        const reading = file.read(target, offset, Math.min(PIECE, target.length - offset), offset);
        // The piece before is hashed while this one is read.
        hash.update(piece);
        const { bytesRead } = await reading;
        if (bytesRead === 0) throw new Error(`${name} became shorter while it was read`);
        piece = target.subarray(offset, offset + bytesRead);
      }
      hash.update(piece);
    } finally {
      await file.close();
    }
    return hash.digest('hex');
  }

  async digest(name: string): Promise<{ sha256: string; size: number }> {
    const file = await open((await this.#inside(name)).path, 'r');
    try {
      return await hashFile(file);
    } finally {
      await file.close();
    }
  }

  list(): Promise<string[]> {
    return readdir(this.path);
  }

  async entries(): Promise<DirectoryEntry[]> {
    const entries = await readdir(this.path, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isFile: entry.isFile() }));
  }

  remove(name: string): Promise<void> {
    return rm(join(this.path, name), { force: true });
  }

  sync(): Promise<void> {
    return syncDirectory(this.path);
  }

  child(name: string): Directory {
    if (name === '' || name === '.' || name === '..' || basename(name) !== name) {
      throw new RangeError(`Directory.child: the name is "${name}". Pass one name, without a separator.`);
    }
    return new NodeDirectory(join(this.path, name));
  }

  above(): { directory: Directory; name: string } {
    return { directory: new NodeDirectory(dirname(this.path)), name: basename(this.path) };
  }

  async removeIfEmpty(): Promise<boolean> {
    try {
      await rmdir(this.path);
      return true;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      return false;
    }
  }

  /** Does something with a temporary file, and removes it when that fails. */
  async #orRemove<T>(temporary: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      // The error that matters is the one that is there already.
      await this.remove(temporary).catch(() => {});
      throw error;
    }
  }

  /** Where a file is, and what it is. @throws Error if it is not a file below the directory */
  async #inside(name: string): Promise<{ path: string; found: Stats }> {
    const path = join(this.path, name);
    const itself = basename(name) === name ? await lstat(path).catch(() => undefined) : undefined;
    // What has its name in the directory is inside, unless it is a link.
    if (itself?.isFile()) return { path, found: itself };
    return this.#followed(name, itself?.isSymbolicLink());
  }

  async #followed(name: string, isLink = false): Promise<{ path: string; found: Stats }> {
    const path = await realpath(join(this.path, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      // To whoever is about to write there it is not missing: /dev/stdout is such a link where the output is a pipe.
      throw isLink
        ? new Error(`${name} is a link that leads nowhere`)
        : new Error(`${name} is missing`, { cause: error });
    });
    if (!path.startsWith((await realpath(this.path)) + sep)) throw new Error(`${name} lies outside the directory`);
    const found = await stat(path);
    const code = found.isDirectory() ? { code: 'EISDIR' } : {};
    if (!found.isFile()) throw Object.assign(new Error(`${name} is not a file`), code);
    return { path, found };
  }
}
