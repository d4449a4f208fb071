import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweep } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const curve = new URL('trials/curve.js', import.meta.url);

test('runs every combination of a grid in processes of their own, and finds the best', async () => {
  const directory = await temporaryDirectory();
  const space = { start: [4, 2], floor: [0.5, 0, 1] };
  const { best, trials } = await sweep({ trial: curve, space, search: 'grid', metric: 'val_loss', directory });
  expect(trials.map(({ params, status, value }) => [params.start, params.floor, status, value])).toEqual([
    [4, 0.5, 'completed', 1.375],
    [4, 0, 'completed', 1],
    [4, 1, 'completed', 1.75],
    [2, 0.5, 'completed', 0.875],
    [2, 0, 'completed', 0.5],
    [2, 1, 'completed', 1.25],
  ]);
  expect(best).toEqual({
    trial: 5,
    params: { start: 2, floor: 0 },
    status: 'completed',
    value: 0.5,
    step: 4,
    epochs: [2, 1, 2 / 3, 0.5].map((value, index) => ({
      step: index + 1,
      value,
      metrics: { val_loss: value, epochs: index + 1 },
    })),
    attempts: 1,
    seconds: best.seconds,
    machine: hostname(),
    directory: join(directory, 'trials/0005/attempt-1'),
  });
  const csv = await readFile(join(directory, 'results.csv'), 'utf8');
  expect(csv.split('\r\n')[0]).toBe(
    'trial,status,value,epoch,seconds,attempts,params.start,params.floor,metrics.val_loss,metrics.epochs,error',
  );
});
