import '@cb-tooling/backend';
import { callbackContract, compiledModel } from '@cb/core/testing';
import { memory, type Scalar, scalar } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EpochAverages, TrainingLoop, type TrainingLoopOptions } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('contract', () => {
  const rules = callbackContract(() => new EpochAverages(), compiledModel);
  // It has no options.
  const apply = rules.filter(({ name }) => !/^an unknown option|^a monitor/.test(name));
  expect(apply).toHaveLength(rules.length - 2);
  for (const rule of apply) test(rule.name, rule.check);
});

const model = compiledModel();

/** As if it had been trained. */
const train = () => model.optimizer.applyGradients([]);

/** An epoch of these batches. */
async function averagesOf(batches: Record<string, number | Scalar>[], options: Partial<TrainingLoopOptions> = {}) {
  const loop = new TrainingLoop({ model, batchesPerEpoch: batches.length, ...options });
  for await (const epoch of loop) {
    for await (const { index, log } of epoch) {
      train();
      log(batches[index] as Record<string, number>);
    }
  }
  return loop.history.history;
}

test('batches count by their sizes', async () => {
  expect(
    await averagesOf([
      { loss: 1, size: 30 },
      { loss: 4, size: 10 },
    ]),
  ).toEqual({ loss: [1.75] });
  expect(await averagesOf([{ loss: 1 }, { loss: 4, size: 10 }], { batchSize: 30 })).toEqual({ loss: [1.75] });
});

test('without sizes all batches count the same', async () => {
  expect(await averagesOf([{ loss: 1 }, { loss: 4 }])).toEqual({ loss: [2.5] });
});

test('what is not known of the size of a batch is not told to callbacks', async () => {
  const sizes: unknown[] = [];
  const callbacks = [{ onBatchEnd: (_batch: number, logs?: object) => void sizes.push(Object.entries(logs ?? {})) }];
  await averagesOf([{ loss: 1 }], { callbacks });
  await averagesOf([{ loss: 1 }], { callbacks, batchSize: 30 });
  expect(sizes).toEqual([
    [
      ['batch', 0],
      ['loss', 1],
    ],
    [
      ['batch', 0],
      ['size', 30],
      ['loss', 1],
    ],
  ]);
});

test('a metric that some batches report is averaged over those', async () => {
  expect(await averagesOf([{ loss: 1 }, { loss: 2, acc: 0.5 }, { loss: 3, acc: 1 }])).toEqual({
    loss: [2],
    acc: [0.75],
  });
});

test('numbers and tensors may take turns', async () => {
  const before = memory().numTensors;
  const loop = averagesOf([{ loss: 1 }, { loss: scalar(2) }, { loss: 6 }]);
  expect((await loop).loss?.[0]).toBeCloseTo(3, 6); // A tensor has 32 bits.
  expect(memory().numTensors).toBe(before);
});

test('a metric of the epoch takes the place of the average, and NaN stays NaN', async () => {
  const loop = new TrainingLoop({ model, batchesPerEpoch: 1 });
  for await (const epoch of loop) {
    for await (const batch of epoch) {
      train();
      batch.log({ loss: 1, acc: Number.NaN });
    }
    epoch.log({ loss: 7 });
  }
  expect(loop.history.history).toEqual({ loss: [7], acc: [Number.NaN] });
});

describe('going on in the middle of an epoch', () => {
  const LOSSES = [1, 2, 4, 8];

  /** Runs an epoch up to a batch, and gives the state of its averages, as a file would keep it. */
  async function stateAfter(batches: number, value: (loss: number) => number | Scalar) {
    const averages = new EpochAverages();
    const loop = new TrainingLoop({ model, averages, epochs: 4, initialEpoch: 2, batchesPerEpoch: 4 });
    for await (const epoch of loop) {
      for await (const { index, log } of epoch) {
        if (index === batches) {
          const { values, weights = [] } = averages.getState();
          const stored = weights.map(({ name, tensor }) => ({ name, tensor: scalar(tensor.dataSync()[0] as number) }));
          return { state: { values: JSON.parse(JSON.stringify(values)), weights: stored }, stored };
        }
        log({ loss: value(LOSSES[index] as number), inverse: 1 / 0 });
      }
    }
    throw new Error('it was to be left');
  }

  async function goOn(options: Partial<TrainingLoopOptions>, value: (loss: number) => number | Scalar) {
    const loop = new TrainingLoop({ model, batchesPerEpoch: 4, ...options });
    for await (const epoch of loop) {
      for await (const { index, log } of epoch) {
        train();
        log({ loss: value(LOSSES[index] as number), inverse: 1 / 0 });
      }
    }
    return loop.history;
  }

  test.each([
    ['numbers', (loss: number) => loss],
    ['tensors', (loss: number) => scalar(loss)],
  ])('the metrics are those of the whole epoch, as %s', async (_what, value) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { state, stored } = await stateAfter(3, value);
    const before = memory().numTensors;
    const averages = new EpochAverages();
    averages.setState(state);
    for (const { tensor } of stored) tensor.dispose();
    const history = await goOn({ averages, epochs: 4, initialEpoch: 2, initialBatch: 3 }, value);
    const [all, infinite] = [
      [3.75, 3.75],
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ];
    expect(history).toEqual({ epoch: [2, 3], history: { loss: all, inverse: infinite } });
    expect(warn).not.toHaveBeenCalled();
    expect(memory().numTensors).toBe(before - stored.length);
  });

  test('from its last batch on an epoch has no more batches, and ends', async () => {
    const { state } = await stateAfter(3, (loss) => loss);
    state.values.batches = 4;
    const averages = new EpochAverages();
    averages.setState(state);
    const { history } = await goOn({ averages, epochs: 3, initialEpoch: 2, initialBatch: 4 }, (loss) => loss);
    expect(history.loss).toEqual([7 / 3]);
  });

  test('an epoch that is run again as a whole starts them afresh', async () => {
    const { state } = await stateAfter(3, (loss) => loss * 100);
    const averages = new EpochAverages();
    averages.setState(state);
    const { history } = await goOn({ averages, epochs: 3, initialEpoch: 2 }, (loss) => loss);
    expect(history.loss).toEqual([3.75]);
  });

  test.each([
    [2, 2, 'in epoch 3 after 2'],
    [1, 3, 'in epoch 2 after 3'],
  ])('a loop that begins elsewhere is an error: epoch %i, batch %i', async (initialEpoch, initialBatch, where) => {
    const { state } = await stateAfter(3, (loss) => loss);
    const averages = new EpochAverages();
    averages.setState(state);
    await expect(goOn({ averages, epochs: 4, initialEpoch, initialBatch }, (loss) => loss)).rejects.toThrow(
      `TrainingLoop: the averages are those of epoch 3 after 3 batches, and the loop goes on ${where}. ` +
        'Pass `initialEpoch` and `initialBatch` as restore() gave them.',
    );
  });
});
