import '@cb-tooling/backend';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { SummaryWriter, TensorBoard } from '../src/index.js';
import { needsTensorBoard, runPython } from './python.js';
import { eventFiles, readCurve } from './read-events.js';
import { LOADERS, serve } from './serve.js';
import { temporaryDirectory } from './temporary-directory.js';
import { smallModel, train, trainAndValidate } from './training.js';

beforeEach(needsTensorBoard);

/** What Python's EventAccumulator reads: steps and values by run and tag. */
function readInPython(logDir: string): Record<string, Record<string, [number, number][]>> {
  const values = new Map([
    ['nan', Number.NaN],
    ['inf', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
  ]);
  const revive = (_key: string, value: unknown) =>
    typeof value === 'string' ? (values.get(value) ?? Number(value)) : value;
  return JSON.parse(runPython(join(import.meta.dirname, 'fixtures/read_events.py'), logDir), revive);
}

async function logPoints(directory: string, tag: string, points: readonly (readonly [number, number])[]) {
  const writer = new SummaryWriter(directory);
  for (const [step, value] of points) writer.scalar(tag, value, step);
  await writer.close();
}

test('Python reads the tags, steps and values of a fit()', async () => {
  const logDir = temporaryDirectory();
  await trainAndValidate(smallModel(), [new TensorBoard({ logDir, updateFreq: 'batch' })]);
  const runs = readInPython(logDir);
  const tags = ['batch_loss', 'batch_mae', 'epoch_learning_rate', 'epoch_loss', 'epoch_mae'];
  expect(Object.keys(runs)).toEqual(['train', 'validation']);
  expect(Object.keys(runs.train ?? {}).sort()).toEqual(tags);
  for (const tag of tags) expect(runs.train?.[tag]).toEqual(readCurve(`${logDir}/train`, tag));
  expect(runs.train?.batch_loss).toHaveLength(6);
  expect(runs.validation?.epoch_loss).toEqual(readCurve(`${logDir}/validation`, 'epoch_loss'));
});

test('Python reads NaN, infinities and large steps', async () => {
  const logDir = temporaryDirectory();
  const points = [
    [0, Number.NaN],
    [1, Number.POSITIVE_INFINITY],
    [2, Number.NEGATIVE_INFINITY],
    [2 ** 40, 0.5],
  ] as const;
  await logPoints(`${logDir}/run`, 'value', points);
  expect(readInPython(logDir)).toEqual({ run: { value: points } });
});

test('Python reads on past half a record that a crash has left, in the next file', async () => {
  const logDir = temporaryDirectory();
  await logPoints(`${logDir}/run`, 'loss', [
    [0, 3],
    [1, 2],
  ]);
  appendFileSync(eventFiles(`${logDir}/run`)[0] as string, Uint8Array.from([90, 0, 0, 0]));
  await logPoints(`${logDir}/run`, 'loss', [[2, 1]]);
  expect(readInPython(logDir).run?.loss).toEqual([
    [0, 3],
    [1, 2],
    [2, 1],
  ]);
});

test('Python drops what a resumed run has replaced in train', async () => {
  const logDir = temporaryDirectory();
  const model = smallModel();
  await trainAndValidate(model, [new TensorBoard({ logDir })], { epochs: 4 });
  await trainAndValidate(model, [new TensorBoard({ logDir })], { initialEpoch: 2, epochs: 5 });
  const { train: run } = readInPython(logDir);
  expect(run?.epoch_loss?.map(([step]) => step)).toEqual([0, 1, 2, 3, 4]);
});

test('Python keeps both curves of validation over a resume', async () => {
  const logDir = temporaryDirectory();
  const model = smallModel();
  await trainAndValidate(model, [new TensorBoard({ logDir })], { epochs: 2 });
  await trainAndValidate(model, [new TensorBoard({ logDir })], { initialEpoch: 2, epochs: 4 });
  const { validation } = readInPython(logDir);
  expect(validation?.epoch_loss?.map(([step]) => step)).toEqual([0, 1, 2, 3]);
  expect(validation?.evaluation_loss_vs_iterations?.map(([step]) => step)).toEqual([3, 6, 9, 12]);
});

test('Python keeps the batches before a resumed run', async () => {
  const logDir = temporaryDirectory();
  const model = smallModel();
  await train(model, [new TensorBoard({ logDir, updateFreq: 'batch' })], { epochs: 2 });
  await train(model, [new TensorBoard({ logDir, updateFreq: 'batch' })], { initialEpoch: 2, epochs: 3 });
  const { train: run } = readInPython(logDir);
  expect(run?.batch_loss?.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(run?.epoch_loss?.map(([step]) => step)).toEqual([0, 1, 2]);
});

describe.each(LOADERS)('TensorBoard with its %s loader', (_loader, options) => {
  test('shows the curves of resumed runs', { timeout: 60_000 }, async () => {
    const logDir = temporaryDirectory();
    const byBatch = () => [new TensorBoard({ logDir: `${logDir}/batches`, updateFreq: 'batch' })];
    const byEpoch = () => [new TensorBoard({ logDir: `${logDir}/epochs` })];
    const model = smallModel();
    await trainAndValidate(model, byBatch());
    await trainAndValidate(model, byBatch(), { initialEpoch: 2, epochs: 3 });
    await trainAndValidate(model, byEpoch(), { epochs: 4 });
    await trainAndValidate(model, byEpoch(), { initialEpoch: 2, epochs: 5 });

    const address = await serve(logDir, options);
    const get = async (path: string) => (await fetch(`${address}/data/plugin/scalars/${path}`)).json();
    const points = async (run: string, tag: string): Promise<[step: number, value: number][]> =>
      (await get(`scalars?run=${run}&tag=${tag}`)).map(([, step, value]: [number, number, number]) => [step, value]);
    const validation = { epoch_loss: {}, epoch_mae: {}, evaluation_loss_vs_iterations: {} };
    await expect
      .poll(() => get('tags'), { timeout: 30_000, interval: 200 })
      .toMatchObject({
        'batches/train': { batch_loss: {}, batch_mae: {}, epoch_learning_rate: {}, epoch_loss: {}, epoch_mae: {} },
        'batches/validation': validation,
        'epochs/train': { epoch_learning_rate: {}, epoch_loss: {}, epoch_mae: {} },
        'epochs/validation': validation,
      });
    for (const tag of ['batch_loss', 'epoch_loss', 'epoch_learning_rate']) {
      expect(await points('batches/train', tag)).toEqual(readCurve(`${logDir}/batches/train`, tag));
    }
    const [first, second, , , ...resumed] = readCurve(`${logDir}/epochs/train`, 'epoch_loss');
    expect(await points('epochs/train', 'epoch_loss')).toEqual([first, second, ...resumed]);
    const evaluated = 'evaluation_loss_vs_iterations';
    expect(await points('epochs/validation', evaluated)).toEqual(readCurve(`${logDir}/epochs/validation`, evaluated));
  });
});
