import { closeSync, constants, fsync, openSync, statSync, writeSync } from 'node:fs';
import type { Appender } from './directory.js';

/** Fails when the file is gone, instead of making a new one that would lack the beginning. */
export const APPEND_TO_EXISTING = constants.O_WRONLY | constants.O_APPEND;

/**
 * Opens the file anew for each piece: one that was replaced is found, and nothing stays open when all is on the disk.
 */
export class NodeAppender implements Appender {
  readonly #path: string;
  /** The file with the piece that came last, while that is not on the disk. */
  #unsynced: number | undefined;
  #syncing: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  size(): number {
    return statSync(this.#path).size;
  }

  append(bytes: Uint8Array): Promise<void> {
    const file = openSync(this.#path, APPEND_TO_EXISTING);
    try {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    const former = this.#take();
    this.#unsynced = file;
    this.#syncing ??= this.#sync();
    // Which may fail: by then somebody has the new one, and closes it.
    if (former !== undefined) closeSync(former);
    return this.#syncing;
  }

  /** One at a time: what is appended while the disk is at work waits for the next one, together. */
  async #sync(): Promise<void> {
    try {
      for (let file = this.#take(); file !== undefined; file = this.#take()) await syncAndClose(file);
    } finally {
      this.#syncing = undefined;
      this.#drop();
    }
  }

  #drop(): void {
    const file = this.#take();
    if (file !== undefined) closeSync(file);
  }

  #take(): number | undefined {
    const file = this.#unsynced;
    this.#unsynced = undefined;
    return file;
  }
}

function syncAndClose(file: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fsync(file, (error) => {
      let fault = error;
      try {
        closeSync(file);
      } catch (unclosed) {
        // Thrown here, it would end the process.
        fault ??= unclosed as Error;
      }
      if (fault) reject(fault);
      else resolve();
    });
  });
}
