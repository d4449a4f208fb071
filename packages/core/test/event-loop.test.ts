import '@cb-tooling/backend';
import { spawn } from 'node:child_process';
import { ones, zeros } from '@tensorflow/tfjs-core';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { Callback } from '../src/index.js';
import { compiledModel } from '../src/testing.js';

/** A signal from another process 300 ms after training began: when its handler ran, in ms from the beginning. */
async function trainForASecond(callback: LayersCallback): Promise<{ ticks: number; handledAt: number }> {
  const model = compiledModel();
  const [xs, ys] = [ones([512, 4]), zeros([512, 1])];
  const begin = performance.now();
  let ticks = 0;
  const interval = setInterval(() => ticks++, 20);
  const handled = new Promise<number>((resolve) => {
    process.once('SIGUSR2', () => resolve(performance.now() - begin));
  });
  const sender = spawn('sh', ['-c', `sleep 0.3; kill -USR2 ${process.pid}`]);
  const stop = new (class extends LayersCallback {
    override async onBatchEnd() {
      if (performance.now() - begin > 1000) this.model.stopTraining = true;
    }
  })();
  await model.fit(xs, ys, { epochs: 10_000, batchSize: 4, verbose: 0, callbacks: [callback, stop] });
  clearInterval(interval);
  const ticksWhileTraining = ticks;
  const handledAt = await handled;
  sender.kill();
  return { ticks: ticksWhileTraining, handledAt };
}

test('during one second of training a 20 ms interval ticks and a signal is handled at once', async () => {
  const { ticks, handledAt } = await trainForASecond(new (class extends Callback {})());
  expect(ticks).toBeGreaterThanOrEqual(8);
  expect(handledAt).toBeLessThan(700);
});

test("TensorFlow.js's own callback class gives neither a turn until training is over", async () => {
  const { ticks, handledAt } = await trainForASecond(new (class extends LayersCallback {})());
  expect(ticks).toBe(0);
  expect(handledAt).toBeGreaterThan(1000);
});
