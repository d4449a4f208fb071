import { expect, test } from 'vitest';
import { EpochProgress } from '../src/epoch-progress.js';

test('counts batches and samples, and the seconds since it began', () => {
  const epoch = new EpochProgress(500);
  epoch.addBatch(32);
  epoch.addBatch(8);
  expect([epoch.batches, epoch.samples, epoch.secondsUntil(2000)]).toEqual([2, 40, 1.5]);
});

test('has the means of the batches that were looked at', () => {
  const epoch = new EpochProgress(0);
  expect(epoch.means).toEqual({});
  epoch.look({ loss: 4, acc: 0.5 });
  epoch.look({ loss: 1, acc: 0.75 });
  epoch.look({ loss: 1, acc: 1 });
  expect(epoch.means).toEqual({ loss: 2, acc: 0.75 });
});
