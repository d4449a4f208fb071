import '@cb-tooling/backend';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { compiledModel, feedEpochs } from '@cb/core/testing';
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { CSVLogger } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const read = (path: string) => readFileSync(path, 'utf8');
const inNewFolder = () => join(temporaryDirectory(), 'log.csv');

/** Epochs from `initialEpoch` up to `end`, with what tells a run from another as their loss. */
async function train(logger: CSVLogger, initialEpoch: number, end: number, loss = initialEpoch): Promise<void> {
  const epochs = Array.from({ length: end - initialEpoch }, () => ({ val_loss: loss }));
  await feedEpochs(logger, compiledModel(), epochs, { initialEpoch });
}

let warn: MockInstance;

beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
});

test('a run goes on in the file of the one before, without a second header', async () => {
  const path = inNewFolder();
  await train(new CSVLogger(path), 0, 2);
  await train(new CSVLogger(path, { append: true }), 2, 4);
  expect(read(path)).toBe('epoch,val_loss\r\n0,0.0\r\n1,0.0\r\n2,2.0\r\n3,2.0\r\n');
  expect(warn).not.toHaveBeenCalled();
});

test('epochs that run again have one row, the later one, also where the crash has cut off the last line', async () => {
  const path = inNewFolder();
  await train(new CSVLogger(path), 0, 7);
  writeFileSync(path, read(path).slice(0, -4));
  await train(new CSVLogger(path, { append: true }), 5, 7);
  expect(read(path)).toBe('epoch,val_loss\r\n0,0.0\r\n1,0.0\r\n2,0.0\r\n3,0.0\r\n4,0.0\r\n5,5.0\r\n6,5.0\r\n');
  expect(warn).not.toHaveBeenCalled();
});

test.each([
  ['ends lines otherwise', 'epoch,val_loss\n0,0.0\n'],
  ['was cut off', 'epoch,val_loss\r\n0,0.0\r\n1,0.'],
])('a log that %s is written anew with its next row', async (_, text) => {
  const path = inNewFolder();
  writeFileSync(path, text);
  await train(new CSVLogger(path, { append: true }), 1, 2);
  expect(read(path)).toBe('epoch,val_loss\r\n0,0.0\r\n1,1.0\r\n');
  expect(warn).not.toHaveBeenCalled();
});

test('rows stay until the first epoch that runs again has ended', async () => {
  const path = inNewFolder();
  await train(new CSVLogger(path), 0, 3);
  const before = read(path);
  const logger = new CSVLogger(path, { append: true });
  logger.setModel(compiledModel());
  await logger.onTrainBegin();
  await logger.onEpochBegin(1);
  expect(read(path)).toBe(before);
  await logger.onEpochEnd(1, { val_loss: 9 });
  expect(read(path)).toBe('epoch,val_loss\r\n0,0.0\r\n1,9.0\r\n');
  await logger.onTrainEnd();
});

test('cells stand under the names that the file has, and new names get columns', async () => {
  const path = inNewFolder();
  writeFileSync(path, 'epoch;b;a\n0;"1";2\n');
  const logger = new CSVLogger(path, { append: true, separator: ';' });
  await feedEpochs(logger, compiledModel(), [{ a: 5, c: 6 }], { initialEpoch: 1 });
  expect(read(path)).toBe('epoch;b;a;c\r\n0;1;2;NA\r\n1;NA;5.0;6.0\r\n');
});

test('a file that is not there, or empty, begins with a header', async () => {
  const path = inNewFolder();
  const logger = new CSVLogger(path, { append: true });
  await train(logger, 0, 1);
  expect(read(path)).toBe('epoch,val_loss\r\n0,0.0\r\n');
  writeFileSync(path, '');
  await train(logger, 0, 1);
  expect(read(path)).toBe('epoch,val_loss\r\n0,0.0\r\n');
  expect(warn).not.toHaveBeenCalled();
});

test('a file that is no log is an error before training, and unharmed', async () => {
  const path = inNewFolder();
  const text = 'name,value\r\na,1\r\n';
  writeFileSync(path, text);
  const logger = new CSVLogger(path, { append: true });
  logger.setModel(compiledModel());
  await expect(logger.onTrainBegin()).rejects.toThrow(
    new Error(
      `CSVLogger: cannot append to "${path}" (its first column is not "epoch", with "," as separator). ` +
        'Mend the file, pass another filename, or `append: false` to replace it.',
    ),
  );
  expect(read(path)).toBe(text);
});

test('another training in a log goes below the one before, is one warning, and resumes within its own rows', async () => {
  const path = inNewFolder();
  await train(new CSVLogger(path), 0, 3);
  await train(new CSVLogger(path, { append: true }), 0, 2, 5);
  expect(warn.mock.calls).toEqual([
    [
      `CSVLogger: "${path}" already has rows, and training begins with epoch 0: its rows go below them. ` +
        'To go on from them, pass `initialEpoch` to fit(); to replace them, pass `append: false`.',
    ],
  ]);
  const before = '0,0.0\r\n1,0.0\r\n2,0.0\r\n';
  expect(read(path)).toBe(`epoch,val_loss\r\n${before}0,5.0\r\n1,5.0\r\n`);
  await train(new CSVLogger(path, { append: true }), 1, 3, 7);
  expect(read(path)).toBe(`epoch,val_loss\r\n${before}0,5.0\r\n1,7.0\r\n2,7.0\r\n`);
});

test.each([
  [3, '2'],
  [5, '2 to 4'],
])('a log that lacks epochs before epoch %i is one warning', async (epoch, missing) => {
  const path = inNewFolder();
  await train(new CSVLogger(path), 0, 2);
  await train(new CSVLogger(path, { append: true }), epoch, epoch + 2);
  expect(warn.mock.calls).toEqual([
    [
      `CSVLogger: "${path}" has no row of epoch ${missing}, and training goes on with ${epoch}. ` +
        'Those metrics are not in the log.',
    ],
  ]);
});

test('a training that goes on without `append` is one warning', async () => {
  const path = inNewFolder();
  await train(new CSVLogger(path), 2, 4);
  expect(warn).not.toHaveBeenCalled();
  await train(new CSVLogger(path), 4, 6);
  expect(warn.mock.calls).toEqual([
    [
      `CSVLogger: "${path}" is replaced when the first epoch ends, although training goes on with epoch 4. ` +
        'To keep its rows, pass `append: true`.',
    ],
  ]);
  expect(read(path)).toBe('epoch,val_loss\r\n4,4.0\r\n5,4.0\r\n');
});

test('one instance begins each training afresh', async () => {
  const path = inNewFolder();
  const logger = new CSVLogger(path);
  await train(logger, 0, 2);
  writeFileSync(path, 'changed by somebody else meanwhile');
  await train(logger, 2, 4);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(read(path)).toBe('epoch,val_loss\r\n2,2.0\r\n3,2.0\r\n');
});

test('a training that threw leaves no row to complete in the next', async () => {
  const path = inNewFolder();
  const logger = new CSVLogger(path);
  logger.setModel(compiledModel());
  await logger.onTrainBegin();
  await logger.onEpochBegin(0);
  const logs: Record<string, number> = { val_loss: 1 };
  await logger.onEpochEnd(0, logs);
  logs.late = 2;
  await train(logger, 0, 0);
  expect(read(path)).toBe('epoch,val_loss\r\n0,1.0\r\n');
});

test('the state of a run has its rows go on, without `append`', async () => {
  const whole = inNewFolder();
  await train(new CSVLogger(whole), 0, 4, 1);
  for (const split of [1, 2, 3]) {
    const path = inNewFolder();
    const first = new CSVLogger(path);
    await train(first, 0, split, 1);
    const state = JSON.parse(JSON.stringify(first.getState()));
    const second = new CSVLogger(path);
    second.setState(state);
    await train(second, split, 4, 1);
    expect(read(path)).toBe(read(whole));
  }
  expect(warn).not.toHaveBeenCalled();
});

test('the state of a run without rows changes nothing, nor does one that was taken over before', async () => {
  const path = inNewFolder();
  writeFileSync(path, 'no log');
  const logger = new CSVLogger(path);
  logger.setState(new CSVLogger(path).getState());
  await train(logger, 0, 1);
  const state = logger.getState();
  expect(state).toEqual({ values: { callback: 'CSVLogger', hasRows: true, version: 1 } });
  logger.setState(state);
  await train(logger, 1, 2);
  await train(logger, 0, 1, 9);
  expect(read(path)).toBe('epoch,val_loss\r\n0,9.0\r\n');
});

test('the state of a run without rows leaves `append` as it is', async () => {
  const path = inNewFolder();
  await train(new CSVLogger(path), 0, 2);
  const logger = new CSVLogger(path, { append: true });
  logger.setState(new CSVLogger(path).getState());
  await train(logger, 2, 3);
  expect(read(path)).toBe('epoch,val_loss\r\n0,0.0\r\n1,0.0\r\n2,2.0\r\n');
  expect(warn).not.toHaveBeenCalled();
});

test('a state whose file is gone, or no log, says so before the first batch', async () => {
  const path = inNewFolder();
  const first = new CSVLogger(path);
  await train(first, 0, 1);
  const resumed = () => {
    const logger = new CSVLogger(path);
    logger.setState(first.getState());
    return logger;
  };
  rmSync(path);
  await train(resumed(), 1, 2);
  expect(warn.mock.calls).toEqual([
    [`CSVLogger: "${path}" has no row of epoch 0, and training goes on with 1. Those metrics are not in the log.`],
  ]);
  writeFileSync(path, 'epoch,val_loss\r\nx,1\r\n');
  const trained: number[] = [];
  const training = feedEpochs(resumed(), compiledModel(), [{ val_loss: 1 }], {
    initialEpoch: 1,
    train: (epoch) => trained.push(epoch),
  });
  await expect(training).rejects.toThrow(
    `CSVLogger: cannot append to "${path}" (line 2 begins with "x", which is no epoch). `,
  );
  expect(trained).toEqual([]);
});

test('what a killed writer has left beside the file is removed, and nothing else', async () => {
  const path = inNewFolder();
  const host = hostname()
    .replace(/[^A-Za-z0-9-]/g, '-')
    .slice(0, 32);
  const left = (name: string, pid: number) => `${name}.${host}-${pid}-0123456789ab.tmp`;
  const others = [left('log.csv', process.pid), left('other.csv', 999_999_999), 'log.csv.tmp'];
  for (const name of [left('log.csv', 999_999_999), ...others]) writeFileSync(join(path, '..', name), '');
  await train(new CSVLogger(path), 0, 1);
  expect(readdirSync(join(path, '..')).sort()).toEqual(['log.csv', ...others].sort());
});

test('a run that no epoch of ends leaves no file', async () => {
  const path = inNewFolder();
  await train(new CSVLogger(path), 0, 0);
  expect(existsSync(path)).toBe(false);
});
