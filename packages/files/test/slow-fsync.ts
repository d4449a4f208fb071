import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** What a disk was asked. */
export interface Disk {
  /** Calls of `fsync` that have begun, and that are over. */
  begun: number;
  over: number;
  /** What the next call fails with. */
  fault: NodeJS.ErrnoException | undefined;
}

/**
 * Until the test is over, `fsync` takes some time more, and fails when it is told to.
 *
 * @param more milliseconds, or what it waits for
 */
export function slowFsync(more: number | Promise<void>): Disk {
  const { fsync } = fs;
  const disk: Disk = { begun: 0, over: 0, fault: undefined };
  const slow = (file: number, done: (error: NodeJS.ErrnoException | null) => void) => {
    disk.begun++;
    fsync(file, async (error) => {
      await (typeof more === 'number' ? wait(more) : more);
      disk.over++;
      const { fault = error } = disk;
      disk.fault = undefined;
      done(fault);
    });
  };
  Object.assign(fs, { fsync: slow });
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { fsync });
    syncBuiltinESMExports();
  });
  return disk;
}

/** As the system says that a disk has failed. */
export function ioError(): NodeJS.ErrnoException {
  return Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', syscall: 'fsync' });
}
