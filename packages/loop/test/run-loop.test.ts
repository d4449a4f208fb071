import '@cb-tooling/backend';
import { spawn } from 'node:child_process';
import { compiledModel } from '@cb/core/testing';
import { expect, test } from 'vitest';
import { trainingClock } from '../../core/src/testing/training-clock.js';
import * as entry from '../src/index.js';
import { runLoop } from '../src/index.js';
import { line, Recorder } from './toy-training.js';

test('exports the loop, its other form, and what stands in for a model', () => {
  expect(Object.keys(entry).sort()).toEqual(['EpochAverages', 'TrainingLoop', 'VariableModel', 'runLoop']);
});

test('functions do what a loop would, and the history is that of fit()', async () => {
  const { model, step } = line();
  const places: object[] = [];
  const history = await runLoop({
    model,
    epochs: 2,
    batchesPerEpoch: 2,
    step: (at) => {
      places.push(at);
      return { loss: step(at.batch) };
    },
    endEpoch: async (at) => {
      places.push(at);
      return { val_loss: at.epoch };
    },
  });
  expect(places).toEqual([
    { epoch: 0, batch: 0 },
    { epoch: 0, batch: 1 },
    { epoch: 0 },
    { epoch: 1, batch: 0 },
    { epoch: 1, batch: 1 },
    { epoch: 1 },
  ]);
  const loss = [expect.any(Number), expect.any(Number)];
  expect(history).toEqual({ epoch: [0, 1], history: { val_loss: [0, 1], loss } });
});

test('an epoch that was stopped in its middle is not validated, as in fit()', async () => {
  const model = compiledModel();
  const recorder = new Recorder();
  const step = () => {
    model.stopTraining = true;
    return { loss: 1 };
  };
  const endEpoch = () => ({ val_loss: 1 });
  const { history } = await runLoop({ model, batchesPerEpoch: 2, step, endEpoch, callbacks: [recorder] });
  expect(history).toEqual({ loss: [1] });
  expect(recorder.calls.slice(-3)).toEqual(['onBatchEnd 0', 'onEpochEnd 0', 'onTrainEnd']);
});

test('without any callback timers tick and signals are handled while it runs', async () => {
  const { model, step } = line();
  const clock = trainingClock();
  let trainedMs = 0;
  let ticks = 0;
  let isHandled = false;
  const interval = setInterval(() => ticks++, 20);
  process.once('SIGUSR2', () => {
    isHandled = true;
  });
  const sender = spawn('sh', ['-c', `sleep 0.3; kill -USR2 ${process.pid}`]);
  await runLoop({
    model,
    batchesPerEpoch: 1_000_000_000,
    step: ({ batch }) => {
      // Without turns the signal would wait until the end, and no timer would tick.
      trainedMs = clock();
      if (trainedMs > (isHandled ? 1000 : 20_000)) model.stopTraining = true;
      return { loss: step(batch % 3) };
    },
  });
  clearInterval(interval);
  expect(ticks).toBeGreaterThanOrEqual(trainedMs / 500);
  expect(isHandled).toBe(true);
  sender.kill();
});
