import '@cb-tooling/backend';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compiledModel, feedEpochs } from '@cb/core/testing';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { afterEach, expect, test, vi } from 'vitest';
import { ioError, slowFsync } from '../../files/test/slow-fsync.js';
import { CSVLogger } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const LOSSES = [{ loss: 4 }, { loss: 3 }, { loss: 2 }, { loss: 1 }];
const LOG = 'epoch,loss,val_loss\r\n0,4.0,NA\r\n1,3.0,NA\r\n2,2.0,NA\r\n3,1.0,NA\r\n';
const NEXT_ROW = 'Training goes on; the next row that can be written brings the missing ones along.';
const inNewFolder = () => join(temporaryDirectory(), 'log.csv');
const failed = (path: string) =>
  `CSVLogger: cannot write to "${path}" (EIO: i/o error, fsync). Mend that, or pass another filename.`;

/** A disk that finishes nothing until it is released. */
function heldDisk() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { disk: slowFsync(released), release };
}

/** Does something as each epoch ends, behind the logger. */
const each = (action: (epoch: number) => unknown) =>
  new (class extends LayersCallback {
    override async onEpochEnd(epoch: number) {
      await action(epoch);
    }
  })();

afterEach(() => {
  vi.restoreAllMocks();
});

test('rows do not wait for the disk, and all are on it when training ends', async () => {
  const { disk, release } = heldDisk();
  const path = inNewFolder();
  const seen: [rows: number, over: number][] = [];
  const look = each((epoch) => {
    seen.push([readFileSync(path, 'utf8').match(/^\d/gm)?.length ?? 0, disk.over]);
    if (epoch === 3) release();
  });
  await feedEpochs([new CSVLogger(path), look], compiledModel(), LOSSES);
  expect(seen).toEqual([1, 2, 3, 4].map((rows) => [rows, 0]));
  // The second row, and those that have come meanwhile.
  expect(disk).toMatchObject({ begun: 2, over: 2 });
  expect(readFileSync(path, 'utf8')).toBe(LOG);
});

test('a training that threw leaves what brings its rows to the disk to dispose()', async () => {
  const { disk, release } = heldDisk();
  const logger = new CSVLogger(inNewFolder());
  const thrower = each((epoch) => {
    if (epoch === 2) throw new Error('thrown by a test');
  });
  await expect(feedEpochs([logger, thrower], compiledModel(), LOSSES)).rejects.toThrow('thrown by a test');
  expect(disk.over).toBe(0);
  release();
  await logger.dispose();
  expect(disk).toMatchObject({ begun: 2, over: 2 });
});

test('a state that is kept is not ahead of the rows on the disk', async () => {
  const disk = slowFsync(50);
  const logger = new CSVLogger(inNewFolder());
  const over: number[] = [];
  const keeper = each(async () => {
    await logger.settled();
    over.push(disk.begun - disk.over);
  });
  await feedEpochs([logger, keeper], compiledModel(), LOSSES);
  expect(over).toEqual([0, 0, 0, 0]);
});

test('a disk that fails behind a row ends training at the next hook', async () => {
  const disk = slowFsync(0);
  const path = inNewFolder();
  const ended: number[] = [];
  const logger = new CSVLogger(path);
  const fails = each(async (epoch) => {
    ended.push(epoch);
    if (epoch === 0) disk.fault = ioError();
    await logger.settled();
  });
  const training = feedEpochs([logger, fails], compiledModel(), LOSSES);
  await expect(training).rejects.toThrow(new Error(failed(path)));
  expect(ended).toEqual([0, 1]);
});

test("onError: 'warn' writes the whole log again with the next row", async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const disk = slowFsync(0);
  const path = inNewFolder();
  const files: number[] = [];
  const logger = new CSVLogger(path, { onError: 'warn' });
  const fails = each(async (epoch) => {
    files.push(statSync(path).ino);
    if (epoch === 0) disk.fault = ioError();
    await logger.settled();
  });
  await feedEpochs([logger, fails], compiledModel(), LOSSES);
  expect(warn.mock.calls).toEqual([[`${failed(path)} ${NEXT_ROW}`]]);
  const [first, second, third, fourth] = files;
  expect([second === first, third === first, fourth === third]).toEqual([true, false, true]);
  expect(readFileSync(path, 'utf8')).toBe(LOG);
});

test('the same of the last row, when training ends', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const disk = slowFsync(50);
  const path = inNewFolder();
  let file = 0;
  const fails = each((epoch) => {
    if (epoch === 3) disk.fault = ioError();
    file = statSync(path).ino;
  });
  await feedEpochs([new CSVLogger(path, { onError: 'warn' }), fails], compiledModel(), LOSSES);
  expect(warn.mock.calls).toEqual([[`${failed(path)} ${NEXT_ROW}`]]);
  expect(statSync(path).ino).not.toBe(file);
  expect(readFileSync(path, 'utf8')).toBe(LOG);
});
