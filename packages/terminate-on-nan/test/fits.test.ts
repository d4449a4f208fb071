import '@cb-tooling/backend';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { EarlyStopping } from '@cb/early-stopping';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Callback } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { TerminateOnNaN } from '../src/index.js';
import { tensors, toyBatches, toyModel, train, trainEpochs, valuesOf } from './toy.js';

let warn: MockInstance<typeof console.warn>;

beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

test('names the batch, the metrics and the weights', async () => {
  const model = toyModel('sgd');
  const [hidden, out] = model.layers.map(({ name }) => name);
  const callback = new TerminateOnNaN();
  const { epoch } = await train(model, [1, 2, Number.NaN, 4], callback, { epochs: 3 });
  expect(epoch).toEqual([0]);
  expect(callback.stopReason).toEqual({
    epoch: 0,
    batch: 2,
    metrics: { loss: Number.NaN, mae: Number.NaN },
    weights: [
      { name: `${hidden}/kernel`, notFinite: 6, size: 6 },
      { name: `${hidden}/bias`, notFinite: 3, size: 3 },
      { name: `${out}/kernel`, notFinite: 3, size: 3 },
      { name: `${out}/bias`, notFinite: 1, size: 1 },
    ],
  });
  expect(warn.mock.calls).toEqual([
    [
      'TerminateOnNaN: the loss of epoch 1, batch 3 is NaN, so training stops. Not finite: loss (NaN), mae (NaN), ' +
        `${hidden}/kernel (6 of 6 values), ${hidden}/bias (3 of 3 values), ${out}/kernel (3 of 3 values) and 1 more. ` +
        'Lower the learning rate, or look for NaN and infinity in the data.',
    ],
  ]);
});

test('a rate that is far too high is found, by batch and by epoch', async () => {
  const rows = Array.from({ length: 40 }, (_, index) => (index % 5) * 1e6);
  for (const checkFreq of ['batch', 'epoch'] as const) {
    const callback = new TerminateOnNaN({ checkFreq });
    const { epoch } = await train(toyModel('sgd'), rows, callback, { epochs: 9 });
    expect(epoch).toEqual([0]);
    expect(callback.stopReason?.weights.length).toBeGreaterThan(0);
    expect(callback.stopReason?.batch).toEqual(checkFreq === 'batch' ? expect.any(Number) : undefined);
  }
});

test('leaves a training alone whose loss is finite', async () => {
  const callback = new TerminateOnNaN({ restoreLastFinite: true });
  const [model, twin] = [toyModel(), toyModel()];
  const { epoch } = await train(model, [1, 2, 3], callback, { epochs: 3 });
  await train(twin, [1, 2, 3], [], { epochs: 3 });
  expect(epoch).toEqual([0, 1, 2]);
  expect(valuesOf(model)).toEqual(valuesOf(twin));
  expect(callback.stopReason).toBeUndefined();
  expect(warn).not.toHaveBeenCalled();
});

test('stops a fitDataset, in the epoch that it counts from initialEpoch', async () => {
  const callback = new TerminateOnNaN();
  const epochs = [
    [1, 2],
    [3, Number.POSITIVE_INFINITY],
    [5, 6],
  ];
  await trainEpochs(toyModel(), epochs, callback, { initialEpoch: 5, epochs: 8 });
  expect(callback.stopReason).toMatchObject({ epoch: 6, batch: 1 });
});

test('with raiseError fit() rejects with the whole message, and no training ends', async () => {
  const ends: string[] = [];
  const witness = new (class extends Callback {
    override async onEpochEnd() {
      ends.push('epoch');
    }
    override async onTrainEnd() {
      ends.push('training');
    }
  })();
  const model = toyModel();
  const callback = new TerminateOnNaN({ raiseError: true });
  const fit = train(model, [Number.NaN], [callback, witness]);
  await expect(fit).rejects.toThrow(/^TerminateOnNaN: the loss of epoch 1, batch 1 is NaN, so training stops\. Not /);
  expect(ends).toEqual([]);
  expect(warn).not.toHaveBeenCalled();
  expect(callback.stopReason).toMatchObject({ epoch: 0, batch: 0 });
});

test('200 batches leave as many tensors as none', async () => {
  const model = toyModel();
  const values = Array.from({ length: 200 }, () => 0.5);
  await train(model, [0.5]);
  const before = tensors();
  await train(model, values, new TerminateOnNaN({ restoreLastFinite: true }));
  expect(tensors()).toBe(before);
});

describe('beside ModelCheckpoint and EarlyStopping', () => {
  const ORDERS = [
    ['guard', 'best', 'stopper'],
    ['guard', 'stopper', 'best'],
    ['best', 'guard', 'stopper'],
    ['best', 'stopper', 'guard'],
    ['stopper', 'guard', 'best'],
    ['stopper', 'best', 'guard'],
  ] as const;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guard-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  describe.each(['val_loss', 'loss'])('that watch %s', (monitor) => {
    test.each(ORDERS)('in the order %s, %s, %s nothing bad is saved or restored', async (...order) => {
      const callbacks = {
        guard: new TerminateOnNaN(),
        best: new ModelCheckpoint(join(folder, 'best'), { monitor, saveBestOnly: true }),
        stopper: new EarlyStopping({ monitor, patience: 5, restoreBestWeights: true }),
      };
      const model = toyModel();
      let afterFirst: number[][] = [];
      const witness = new (class extends Callback {
        override async onEpochEnd(epoch: number) {
          if (epoch === 0) afterFirst = valuesOf(model);
        }
      })();
      const [xs, ys] = toyBatches(0.5);
      const epochs = [
        [1, 2],
        [3, Number.NaN],
      ];
      await trainEpochs(model, epochs, [...order.map((name) => callbacks[name]), witness], {
        validationData: dataset(xs, ys),
      });
      expect(callbacks.guard.stopReason).toMatchObject({ epoch: 1, batch: 1 });
      expect(callbacks.stopper).toMatchObject({ bestEpoch: 0, stopReason: undefined });
      expect(valuesOf(model)).toEqual(afterFirst);
      expect(callbacks.best.best).toBe(callbacks.stopper.best);
      expect(valuesOf(await loadModel(join(folder, 'best')))).toEqual(afterFirst);
      expect(warn).toHaveBeenCalledTimes(1);
    });
  });

  /** A batch for validation, as often as it is asked for. */
  function dataset(xs: Tensor, ys: Tensor) {
    const iterator = async () => {
      const batches = [{ value: { xs: xs.clone(), ys: ys.clone() }, done: false }];
      return { next: async () => batches.shift() ?? { value: null, done: true } };
    };
    return { size: 1, iterator };
  }
});
