import '@cb-tooling/backend';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackupAndRestore } from '@cb/checkpoint';
import { Callback, getLearningRate, setLearningRate } from '@cb/core';
import { compiledModel } from '@cb/core/testing';
import { ones, type SGDOptimizer, zeros } from '@tensorflow/tfjs-core';
import type { LayersModel, ModelFitArgs } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LearningRateScheduler } from '../src/index.js';

/** Takes down the rate that each batch is trained with, and may end the process, as it were, in one of them. */
class Rates extends Callback {
  readonly seen: number[] = [];
  readonly #last: number;

  constructor(last = Number.POSITIVE_INFINITY) {
    super();
    this.#last = last;
  }

  override async onBatchEnd() {
    this.seen.push(getLearningRate(this.model.optimizer));
    if (this.seen.length === this.#last) throw new Error('killed');
  }
}

/** The step is the rate, so that what is seen tells which batch was counted. */
const byBatch = () => new LearningRateScheduler((step) => step, { interval: 'batch' });

/** Ten samples are three batches of four. */
const fit = (model: LayersModel, callbacks: Callback[], options: ModelFitArgs = {}) =>
  model.fit(ones([10, 4]), zeros([10, 1]), {
    epochs: 3,
    batchSize: 4,
    verbose: 0,
    shuffle: false,
    ...options,
    callbacks,
  });

const folder = mkdtempSync(join(tmpdir(), 'scheduler-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('batches are counted over all epochs, and the logs have the rate of the last', async () => {
  const rates = new Rates();
  const { history } = await fit(compiledModel(), [byBatch(), rates]);
  expect(rates.seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(history.learning_rate).toEqual([2, 5, 8]);
});

test('by epoch the rate is the same in each of its batches', async () => {
  const rates = new Rates();
  await fit(compiledModel(), [new LearningRateScheduler((step) => step), rates]);
  expect(rates.seen).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
});

test('the optimizer is left alone while the rate stays', async () => {
  const model = compiledModel();
  const set = vi.spyOn(model.optimizer as SGDOptimizer, 'setLearningRate');
  const schedule = (batch: number) => (batch < 6 ? 0.5 : 0.25);
  await fit(model, [new LearningRateScheduler(schedule, { interval: 'batch' })]);
  // The first call is the trial before training, with the rate that the model came with.
  expect(set.mock.calls.slice(1)).toEqual([[0.5], [0.25]]);
});

test('the logs have the rate of the epoch, also behind a callback that changes it as the epoch ends', async () => {
  const meddler = new (class extends Callback {
    override async onEpochEnd() {
      setLearningRate(this.model.optimizer, 42);
    }
  })();
  for (const interval of ['epoch', 'batch'] as const) {
    const scheduler = new LearningRateScheduler((step) => step, { interval, keepReductions: false });
    const { history } = await fit(compiledModel(), [meddler, scheduler]);
    expect(history.learning_rate).toEqual(interval === 'epoch' ? [0, 1, 2] : [2, 5, 8]);
  }
});

test('each fit() begins with its initialEpoch', async () => {
  const [rates, scheduler] = [new Rates(), byBatch()];
  await fit(compiledModel(), [scheduler, rates], { initialEpoch: 2 });
  await fit(compiledModel(), [scheduler, rates], { epochs: 1 });
  expect(rates.seen).toEqual([6, 7, 8, 0, 1, 2]);
});

test('a state counts more than initialEpoch: the batches may have been others', async () => {
  const [first, second, rates] = [byBatch(), byBatch(), new Rates()];
  await fit(compiledModel(), [first], { epochs: 1, batchSize: 1 });
  second.setState(JSON.parse(JSON.stringify(first.getState())));
  await fit(compiledModel(), [second, rates], { initialEpoch: 1, epochs: 2 });
  expect(rates.seen).toEqual([10, 11, 12]);
});

/** Five batches an epoch. */
function dataset(size?: number) {
  const iterator = async () => {
    const steps = Array.from({ length: 5 }, () => ({ value: { xs: ones([4, 4]), ys: zeros([4, 1]) }, done: false }));
    return { next: async () => steps.shift() ?? { value: null, done: true } };
  };
  return { size, iterator } as never;
}

test.each([
  ['its size', dataset(5), {}],
  ['batchesPerEpoch', dataset(), { batchesPerEpoch: 5 }],
])('a data set goes on with its initialEpoch by %s', async (_name, data, options) => {
  const rates = new Rates();
  const callbacks = [byBatch(), rates];
  await compiledModel().fitDataset(data, { initialEpoch: 2, epochs: 3, verbose: 0, ...options, callbacks });
  expect(rates.seen).toEqual([10, 11, 12, 13, 14]);
});

test('a data set of unknown size begins at 0, and goes on from a state', async () => {
  const [first, second, rates] = [byBatch(), byBatch(), new Rates()];
  await compiledModel().fitDataset(dataset(), { epochs: 1, verbose: 0, callbacks: [first, rates] });
  second.setState(first.getState());
  const options = { initialEpoch: 1, epochs: 2, verbose: 0 as const };
  await compiledModel().fitDataset(dataset(), { ...options, callbacks: [second, rates] });
  expect(rates.seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('where the number of batches before is not known, it says so before it trains', async () => {
  const rates = new Rates();
  const options = { initialEpoch: 2, epochs: 3, verbose: 0 as const, callbacks: [byBatch(), rates] };
  await expect(compiledModel().fitDataset(dataset(), options)).rejects.toThrow(
    'LearningRateScheduler: training begins with epoch 3, and how many batches were before is not known. ' +
      'Pass `batchesPerEpoch` to fitDataset(), or the state of the run before to setState().',
  );
  expect(rates.seen).toEqual([]);
});

/** Each batch, or epoch, from the rate of the one before: a step that is taken twice or left out shows. */
const remembering = (interval: 'epoch' | 'batch') => () =>
  new LearningRateScheduler((step, rate) => rate * (step % 2 === 0 ? 0.5 : 0.75), { interval });

/** Trains until the process is killed, as it were, in a batch of the second epoch, and once more from the backup. */
async function killedAndResumed(make: () => LearningRateScheduler, isBefore: boolean, saveFreq: 'epoch' | number) {
  const attempt = async (rates: Rates) => {
    const [model, scheduler] = [compiledModel(), make()];
    const backup = new BackupAndRestore(folder, { callbacks: [scheduler], saveFreq });
    const { initialEpoch } = await backup.restore(model);
    const pair = isBefore ? [scheduler, backup] : [backup, scheduler];
    await fit(model, [...pair, rates], { initialEpoch });
    return initialEpoch;
  };
  const [killed, resumed] = [new Rates(5), new Rates()];
  await expect(attempt(killed)).rejects.toThrow('killed');
  expect(await attempt(resumed)).toBe(1);
  return resumed.seen;
}

async function uninterrupted(make: () => LearningRateScheduler, epochs: number) {
  const rates = new Rates();
  await fit(compiledModel(), [make(), rates], { epochs });
  return rates.seen;
}

describe.each([true, false])('when it stands before the BackupAndRestore: %s', (isBefore) => {
  test.each(['epoch', 'batch'] as const)('a run by %s goes on as if it had not been killed', async (interval) => {
    const make = remembering(interval);
    const seen = await killedAndResumed(make, isBefore, 'epoch');
    expect(seen).toEqual((await uninterrupted(make, 3)).slice(3));
  });

  test('a backup within an epoch knows the batches that were trained: the epoch runs again, the count goes on', async () => {
    const make = remembering('batch');
    const seen = await killedAndResumed(make, isBefore, 2);
    expect(seen).toEqual((await uninterrupted(make, 4)).slice(5, 11));
  });
});
