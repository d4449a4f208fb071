import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Directory } from './directory.js';

/** Bytes that are hashed and written at a time. */
const CHUNK = 4 * 1024 * 1024;

/**
 * Opens a directory, which need not exist.
 *
 * @param path a path, a `file:///` URL, or a path behind `file://` as tfjs-node takes it; the path of a `model.json`
 * means the directory that holds it
 */
export function openDirectory(path: string): Directory {
  const absolute = resolve(plainPath(path));
  return new NodeDirectory(basename(absolute) === 'model.json' ? dirname(absolute) : absolute);
}

function plainPath(path: string): string {
  if (!/^file:\/\/(localhost)?\//.test(path)) return path.replace(/^file:\/\//, '');
  try {
    return fileURLToPath(path);
  } catch (cause) {
    const fault = (cause as Error).message;
    throw new RangeError(`fileHandler: "${path}" is not a file URL (${fault}). Pass a path instead.`, { cause });
  }
}

class NodeDirectory implements Directory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  create(): Promise<void> {
    return makeDirectory(this.path);
  }

  async write(temporaryName: string, chunks: readonly Uint8Array[], nameOf: (sha256: string) => string) {
    const temporary = join(this.path, temporaryName);
    // What a killed process left. Removed, not overwritten: it might be a link to a file of somebody else.
    await rm(temporary, { force: true });
    try {
      const name = nameOf(await writeNew(temporary, chunks));
      await rename(temporary, join(this.path, name));
      await syncDirectory(this.path);
      return name;
    } catch (error) {
      // The error that matters is the one that is there already.
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
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

/** Writes a file that must not exist, hashing while it is written. @returns its SHA-256 in hexadecimal */
async function writeNew(path: string, chunks: readonly Uint8Array[]): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    for (const chunk of chunks) {
      for (let offset = 0; offset < chunk.length; offset += CHUNK) {
        const piece = chunk.subarray(offset, offset + CHUNK);
        const written = writeAll(file, piece);
        hash.update(piece);
        await written;
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** In one call if the file system takes it: `writeFile` cuts into small pieces, between which nothing is written. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    offset += (await file.write(bytes, offset)).bytesWritten;
  }
}

/** `mkdir` with its parents, one at a time: with `recursive`, Node 20 never returns below `/proc/1`. */
async function makeDirectory(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory()) return;
  if (existing) throw new Error(`${path} is a file, and a checkpoint is a directory`);
  const parent = dirname(path);
  if (parent !== path) await makeDirectory(parent);
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await syncDirectory(parent);
}

/** Puts the names in a directory on the disk. Windows has no such call and does it by itself. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
