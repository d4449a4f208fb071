import '@cb-tooling/backend';
import { spawn } from 'node:child_process';
import { ones, zeros } from '@tensorflow/tfjs-core';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { Callback } from '../src/index.js';
import { trainingClock } from '../src/testing/training-clock.js';
import { compiledModel } from '../src/testing.js';

/**
 * Trains for a second, and on until a signal from another process is handled, which is sent 300 ms after training began.
 *
 * @param atMostMs when training ends without it
 */
async function trainUntilSignal(callback: LayersCallback, atMostMs: number) {
  const model = compiledModel();
  const [xs, ys] = [ones([512, 4]), zeros([512, 1])];
  const clock = trainingClock();
  let trainedMs = 0;
  let ticks = 0;
  const interval = setInterval(() => ticks++, 20);
  let isHandled = false;
  const handled = new Promise<void>((resolve) => {
    process.once('SIGUSR2', () => {
      isHandled = true;
      resolve();
    });
  });
  const sender = spawn('sh', ['-c', `sleep 0.3; kill -USR2 ${process.pid}`]);
  const stop = new (class extends LayersCallback {
    override async onBatchEnd() {
      trainedMs = clock();
      if (trainedMs > (isHandled ? 1000 : atMostMs)) this.model.stopTraining = true;
    }
  })();
  await model.fit(xs, ys, { epochs: 1_000_000, batchSize: 4, verbose: 0, callbacks: [callback, stop] });
  clearInterval(interval);
  const result = { ticks, isHandled, trainedMs };
  await handled;
  sender.kill();
  return result;
}

test('during training a 20 ms interval ticks and a signal is handled', async () => {
  const { ticks, isHandled, trainedMs } = await trainUntilSignal(new (class extends Callback {})(), 20_000);
  expect(ticks).toBeGreaterThanOrEqual(trainedMs / 500);
  expect(isHandled).toBe(true);
});

test("TensorFlow.js's own callback class gives neither a turn until training is over", async () => {
  const { ticks, isHandled } = await trainUntilSignal(new (class extends LayersCallback {})(), 1000);
  expect(ticks).toBe(0);
  expect(isHandled).toBe(false);
});
