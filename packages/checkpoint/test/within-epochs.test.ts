import '@cb-tooling/backend';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { bestCheckpoint, ModelCheckpoint } from '../src/index.js';
import { checkpointsIn, listedIn, weightsIn, weightsOf } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { toyModel, train } from './toy-model.js';

let info: MockInstance<typeof console.info>;
beforeEach(() => {
  info = vi.spyOn(console, 'info').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

// Each epoch of train() has two batches.
describe('saveFreq', () => {
  test('counts batches over the borders of epochs and fits, and names them from 1', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}-{batch}'), { saveFreq: 3 });
    const model = toyModel();
    await train(model, 2, [checkpoint]);
    expect(checkpointsIn(directory)).toEqual(['2-1']);
    await train(model, 4, [checkpoint], 2);
    expect(checkpointsIn(directory)).toEqual(['2-1', '3-2']);
    await train(model, 5, [checkpoint], 4);
    expect(checkpointsIn(directory)).toEqual(['2-1', '3-2', '5-1']);
    expect(checkpoint.lastPath).toBe(join(directory, '5-1'));
  });

  test('notes what the batch reported, never a metric of an epoch before', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}-{batch}-{loss:.3f}'), { saveFreq: 1 });
    const seen: number[] = [];
    class Watches extends LayersCallback {
      override async onBatchEnd(_batch: number, logs: Record<string, number> = {}) {
        const loss: unknown = logs.loss;
        seen.push(typeof loss === 'number' ? loss : ((loss as { dataSync(): number[] }).dataSync()[0] as number));
      }
    }
    await train(toyModel(), 2, [new Watches(), checkpoint]);
    const listed = listedIn(directory);
    expect(listed.map(({ epoch, batch, step }) => [epoch, batch, step])).toEqual([
      [1, 1, 1],
      [1, 2, 2],
      [2, 1, 3],
      [2, 2, 4],
    ]);
    for (const { metrics } of listed) expect(Object.keys(metrics)).toEqual(['loss', 'mae']);
    expect(listed.map(({ metrics }) => metrics.loss)).toEqual(seen);
    expect(listed[2]?.path).toBe(`2-1-${seen[2]?.toFixed(3)}`);
  });

  test('holds the weights after the batch', async () => {
    const directory = temporaryDirectory();
    const weights: Uint8Array[][] = [];
    const model = toyModel();
    class Watches extends LayersCallback {
      override async onBatchEnd() {
        weights.push(weightsOf(model));
      }
    }
    await train(model, 1, [new Watches(), new ModelCheckpoint(join(directory, '{batch}'), { saveFreq: 1 })]);
    expect(await weightsIn(join(directory, '1'))).toEqual(weights[0]);
    expect(await weightsIn(join(directory, '2'))).toEqual(weights[1]);
    expect(weights[0]).not.toEqual(weights[1]);
  });

  test('goes by the metrics of batches, with saveTopK', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}-{batch}'), {
      saveFreq: 1,
      monitor: 'loss',
      saveTopK: 2,
      verbose: 1,
    });
    await train(toyModel(), 3, [checkpoint]);
    expect(checkpointsIn(directory)).toHaveLength(2);
    expect(await bestCheckpoint(directory)).toBe(checkpoint.bestPath);
    const best = Math.min(...listedIn(directory).map(({ metrics }) => metrics.loss as number));
    expect(checkpoint.best).toBe(best);
    expect(info.mock.calls[0]?.[0]).toMatch(/^\nEpoch 1: loss improved from None to \d\.\d{5}, saving model to .*1-1$/);
  });

  test('the loss of a batch is not compared with those of epochs', async () => {
    const directory = temporaryDirectory();
    const options = { monitor: 'loss', saveTopK: 9 };
    const byEpoch = new ModelCheckpoint(join(directory, '{epoch}'), options);
    const byBatch = new ModelCheckpoint(join(directory, '{epoch}-{batch}'), { ...options, saveFreq: 1 });
    await train(toyModel(), 3, [byEpoch, byBatch]);
    // Of two batches one has a lower loss than both together.
    const inOrder = listedIn(directory).sort((a, b) => (a.metrics.loss as number) - (b.metrics.loss as number));
    expect(inOrder[0]?.path).toMatch(/^\d-\d$/);
    expect(await bestCheckpoint(directory)).toBe(byEpoch.bestPath);
    expect(await bestCheckpoint(directory, { monitor: 'loss' })).toBe(byEpoch.bestPath);
    for (const epoch of ['1', '2', '3']) appendFileSync(join(directory, epoch, 'model.json'), ' ');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect(await bestCheckpoint(directory)).toBe(byBatch.bestPath);
    expect(warn).toHaveBeenCalledTimes(3);
  });

  test('where the metric decided about batches alone, the loss of an epoch is not compared with theirs', async () => {
    const directory = temporaryDirectory();
    const byBatch = new ModelCheckpoint(join(directory, '{epoch}-{batch}'), {
      monitor: 'loss',
      saveTopK: 9,
      saveFreq: 1,
    });
    const each = new ModelCheckpoint(join(directory, '{epoch}'));
    await train(toyModel(), 3, [byBatch, each]);
    expect(await bestCheckpoint(directory)).toBe(byBatch.bestPath);
  });

  test('losses of batches are compared with one another where nothing else is there', async () => {
    const directory = temporaryDirectory();
    await train(toyModel(), 2, [new ModelCheckpoint(join(directory, '{epoch}-{batch}'), { saveFreq: 1 })]);
    const [best] = listedIn(directory).sort((a, b) => (a.metrics.loss as number) - (b.metrics.loss as number));
    expect(await bestCheckpoint(directory, { monitor: 'loss' })).toBe(join(directory, best?.path as string));
  });
});

describe('trainTimeInterval', () => {
  class Waits extends LayersCallback {
    readonly #ms: number;

    constructor(ms: number) {
      super();
      this.#ms = ms;
    }

    override async onBatchEnd() {
      await sleep(this.#ms);
    }
  }

  test('writes when a batch ends and so much time has passed since training began or since the last', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}-{batch}'), { trainTimeInterval: 0.1 });
    const begin = performance.now();
    await train(toyModel(), 5, [new Waits(40), checkpoint]);
    const atMost = Math.floor((performance.now() - begin) / 100);
    const written = checkpointsIn(directory);
    expect(written.length).toBeGreaterThanOrEqual(2);
    expect(written.length).toBeLessThanOrEqual(atMost);
    for (const { metrics } of listedIn(directory)) expect(Object.keys(metrics)).toEqual(['loss', 'mae']);
  });

  test('writes nothing in a fit that is shorter', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), { trainTimeInterval: 3600 });
    await train(toyModel(), 2, [checkpoint]);
    expect(checkpointsIn(directory)).toEqual([]);
    expect(checkpoint.lastPath).toBeUndefined();
  });
});

describe('saveLast', () => {
  test('writes the newest as last, also when the metric is not better', async () => {
    const directory = temporaryDirectory();
    const model = toyModel();
    // Its validation loss falls, so none is better than the first.
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), {
      mode: 'max',
      saveBestOnly: true,
      saveLast: true,
      verbose: 1,
    });
    await train(model, 3, [checkpoint]);
    expect(checkpointsIn(directory)).toEqual(['1', 'last']);
    expect(await weightsIn(join(directory, 'last'))).toEqual(weightsOf(model));
    expect(listedIn(directory).map(({ path, epoch }) => [path, epoch])).toEqual([
      ['1', 1],
      ['last', 3],
    ]);
    expect([checkpoint.bestPath, checkpoint.lastPath]).toEqual([join(directory, '1'), join(directory, 'last')]);
  });

  test('goes with saveFreq, beside a directory of its own for each epoch', async () => {
    const directory = temporaryDirectory();
    const model = toyModel();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}', '{batch}'), { saveFreq: 2, saveLast: true });
    await train(model, 2, [checkpoint]);
    expect(listedIn(directory).map(({ path }) => path)).toEqual(['1/2', '2/2', 'last']);
    expect(await weightsIn(join(directory, 'last'))).toEqual(weightsOf(model));
    expect(checkpoint.lastPath).toBe(join(directory, '2', '2'));
  });

  test('writes nothing when no checkpoint is due', async () => {
    const directory = temporaryDirectory();
    await train(toyModel(), 2, [new ModelCheckpoint(join(directory, '{epoch}'), { period: 3, saveLast: true })]);
    expect(checkpointsIn(directory)).toEqual([]);
  });
});
