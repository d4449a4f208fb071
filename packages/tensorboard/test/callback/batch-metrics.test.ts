import '@cb-tooling/backend';
import { readFileSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { backend, getBackend, registerBackend, scalar, setBackend, tidy } from '@tensorflow/tfjs-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { TensorBoard } from '../../src/index.js';
import { eventFiles, readCurve, readEvents, readPoints } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { smallModel } from '../training.js';

/** A callback within its first epoch, and what `fit` does after a batch. */
async function training() {
  const logDir = temporaryDirectory();
  const callback = new TensorBoard({ logDir, updateFreq: 'batch' });
  callback.setModel(smallModel());
  await callback.onTrainBegin();
  await callback.onEpochBegin(0);
  let batches = 0;
  const batch = async (loss: number) => {
    const logs = { batch: batches, size: 2, loss: tidy(() => scalar(loss)) };
    await callback.onBatchEnd(batches++, logs);
    logs.loss.dispose();
  };
  return { callback, batch, run: `${logDir}/train` };
}

/** Stops a clock. @returns what moves it on */
function stopped(clock: { now(): number }) {
  const now = vi.spyOn(clock, 'now').mockReturnValue(Math.floor(clock.now()));
  onTestFinished(() => now.mockRestore());
  return (later: number) => now.mockReturnValue(clock.now() + later);
}

test('a point has the time of its batch, and stands before the points of its epoch', async () => {
  const wait = stopped(Date);
  const began = Date.now() / 1000;
  const { callback, batch, run } = await training();
  await batch(4);
  wait(1500);
  await batch(3);
  wait(1500);
  await callback.onEpochEnd(0, { loss: 3.5 });
  await callback.onTrainEnd();
  const events = eventFiles(run).flatMap((file) => readEvents(readFileSync(file)));
  const points = events.filter(({ scalar }) => scalar && !scalar.tag.endsWith('rate'));
  expect(points.map(({ scalar, wallTime }) => [scalar?.tag, scalar?.value, wallTime - began])).toEqual([
    ['batch_loss', 4, 0],
    ['batch_loss', 3, expect.closeTo(1.5, 5)],
    ['epoch_loss', 3.5, expect.closeTo(3, 5)],
  ]);
});

test('after two seconds the batches are written, within the epoch', async () => {
  const wait = stopped(performance);
  const { callback, batch, run } = await training();
  await batch(4);
  wait(1999);
  await batch(3);
  expect(readPoints(run)).toEqual([]);
  wait(1);
  await batch(2);
  expect(readCurve(run, 'batch_loss')).toEqual([
    [1, 4],
    [2, 3],
    [3, 2],
  ]);
  await callback.dispose();
});

test('metrics that cannot be read are thrown when the epoch ends; the other batches are written', async () => {
  const { callback, batch, run } = await training();
  const lost = scalar(1);
  lost.dispose();
  await batch(4);
  await callback.onBatchEnd(1, { batch: 1, size: 2, loss: lost });
  // In this turn Node.js would find a rejection that nobody handles.
  await setImmediate();
  await batch(2);
  await expect(callback.onEpochEnd(0, { loss: 3 })).rejects.toThrow('Tensor is disposed.');
  await callback.dispose();
  const curve = readCurve(run, 'batch_loss').map(([, loss]) => loss);
  expect(curve).toEqual([4, 2]);
});

test('metrics that cannot be read when training is left are thrown by dispose(), which writes the others', async () => {
  const { callback, batch, run } = await training();
  const lost = scalar(1);
  lost.dispose();
  await batch(4);
  await callback.onBatchEnd(1, { batch: 1, size: 2, loss: lost });
  await expect(callback.dispose()).rejects.toThrow('Tensor is disposed.');
  await callback.dispose();
  expect(readCurve(run, 'batch_loss')).toEqual([[1, 4]]);
});

test('batch hooks wait for the device when 64 batches are on their way from it, and not before', async () => {
  stopped(performance);
  const { callback, batch, run } = await training();
  const [former, memory] = [getBackend(), backend()];
  // Nobody knows it, so that nobody reads at once from it; to remove it would dispose the memory that it shares.
  registerBackend('gpu', () => memory);
  onTestFinished(async () => void (await setBackend(former)));
  await setBackend('gpu');

  const first = scalar(0);
  let arrive = () => {};
  const arrival = new Promise<Float32Array>((resolve) => {
    arrive = () => resolve(Float32Array.of(0));
  });
  vi.spyOn(first, 'data').mockReturnValue(arrival);
  await callback.onBatchEnd(0, { batch: 0, size: 2, loss: first });
  for (let index = 1; index < 63; index++) await batch(index);
  let isOver = false;
  const last = batch(63).then(() => {
    isOver = true;
  });
  await setTimeout(50);
  expect(isOver).toBe(false);
  arrive();
  await last;
  await callback.dispose();
  expect(readCurve(run, 'batch_loss')).toHaveLength(64);
});
