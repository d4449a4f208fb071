import '@cb-tooling/backend';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { SummaryWriter, TensorBoard } from '../src/index.js';
import { readCurve } from './read-events.js';
import { temporaryDirectory } from './temporary-directory.js';
import { on, smallModel, trainAndValidate } from './training.js';

const REMEDY = 'Pass a path or a file:/// URL: event files are written to local directories only.';

/** An empty directory that is the current one until the end of the test. */
function currentDirectory(): string {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  process.chdir(temporaryDirectory());
  return process.cwd();
}

async function logOnce(logDir: string): Promise<void> {
  const writer = new SummaryWriter(logDir);
  writer.scalar('loss', 1, 0);
  await writer.close();
}

test.each(['http://host/x', 's3://bucket/x', 'indexeddb://x', 'HTTPS://host/x', 'web+x.y-1://x'])(
  '%s is no directory, and the constructor says so',
  (url) => {
    const refusal = new RangeError(`TensorBoard: option \`logDir\` is "${url}". ${REMEDY}`);
    expect(() => new TensorBoard({ logDir: url })).toThrow(refusal);
    expect(() => new SummaryWriter(url)).toThrow(new RangeError(`SummaryWriter: \`logDir\` is "${url}". ${REMEDY}`));
  },
);

test('a file:// URL that cannot be a path is refused', () => {
  expect(() => new TensorBoard({ logDir: 'file:///logs/100%' })).toThrow(
    `TensorBoard: option \`logDir\` is "file:///logs/100%". It cannot be made a path (URI malformed). ${REMEDY}`,
  );
});

test.each(['file://', 'FILE://', 'File://localhost'])('a URL that begins with %s is a directory', async (start) => {
  const current = currentDirectory();
  const logDir = join(temporaryDirectory(), 'a run, 100 %');
  const url = pathToFileURL(logDir).href.replace('file://', start);
  await trainAndValidate(smallModel(), [new TensorBoard({ logDir: url })], { epochs: 1 });
  const writer = new SummaryWriter(`${url}/own`);
  writer.scalar('loss', 1, 0);
  await writer.close();
  expect(readdirSync(logDir).sort()).toEqual(['own', 'train', 'validation']);
  expect(readdirSync(current)).toEqual([]);
});

test('a path behind file:// is a path, as for tfjs-node', async () => {
  const current = currentDirectory();
  await logOnce('file://logs/100%');
  expect(readCurve(join(current, 'logs/100%'), 'loss')).toEqual([[0, 1]]);
});

test('a path with a colon, or with slashes behind it later on, is a path', async () => {
  const current = currentDirectory();
  for (const logDir of ['run:1', 'runs/ab://c', 'c://d']) {
    await logOnce(logDir);
    expect(readCurve(join(current, logDir), 'loss')).toEqual([[0, 1]]);
  }
});

test('a relative logDir means what it meant in the constructor, for every file of every fit', async () => {
  const current = currentDirectory();
  const callback = new TensorBoard({ logDir: 'logs' });
  const elsewhere = temporaryDirectory();
  const leave = on('onBatchEnd', () => process.chdir(elsewhere));
  await trainAndValidate(smallModel(), [callback, leave], { epochs: 1 });
  await trainAndValidate(smallModel(), [callback], { epochs: 1 });
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(readCurve(join(current, 'logs/train'), 'epoch_loss')).toHaveLength(2);
  expect(readCurve(join(current, 'logs/validation'), 'epoch_loss')).toHaveLength(2);
});

test('a relative directory of a writer means what it meant in the constructor', async () => {
  const current = currentDirectory();
  const writer = new SummaryWriter('logs');
  process.chdir(temporaryDirectory());
  writer.scalar('loss', 1, 0);
  await writer.close();
  expect(existsSync('logs')).toBe(false);
  expect(readCurve(join(current, 'logs'), 'loss')).toEqual([[0, 1]]);
});
