import '@cb-tooling/backend';
import { Callback, setLearningRate } from '@cb/core';
import { compiledModel, feedEpochs } from '@cb/core/testing';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { SGDOptimizer } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  LearningRateScheduler,
  type LearningRateSchedulerOptions,
  polynomialDecay,
  type Schedule,
} from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Reduces the rate to a quarter at the end of epochs 2 and 4. */
const LOSSES = [1, 2, 1 / 2, 2, 1 / 4, 1 / 8].map((loss) => ({ loss }));
const plateau = () => new ReduceLROnPlateau({ monitor: 'loss', patience: 1, factor: 0.25 });

/** 8, 7, 6, … */
const falling = polynomialDecay({ initialLearningRate: 8, decaySteps: 8, endLearningRate: 0 });

const ORDERS = [
  ['before', (scheduler: Callback, other: Callback) => [scheduler, other]],
  ['behind', (scheduler: Callback, other: Callback) => [other, scheduler]],
] as const;

type Arrange = (typeof ORDERS)[number][1];

/** The rate that each epoch is trained with. */
async function rates(
  arrange: Arrange,
  schedule: Schedule,
  options?: LearningRateSchedulerOptions,
  model: LayersModel = compiledModel(),
) {
  const fed = await feedEpochs(arrange(new LearningRateScheduler(schedule, options), plateau()), model, LOSSES);
  return fed.map(({ logs }) => logs.learning_rate);
}

describe.each(ORDERS)('%s a ReduceLROnPlateau', (_place, arrange) => {
  test('a schedule of the rate so far goes on from the reduced one', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const halve: Schedule = (epoch, rate) => (epoch === 0 ? 64 : rate / 2);
    expect(await rates(arrange, halve)).toEqual([64, 32, 4, 2, 0.25, 0.125]);
    expect(await rates(arrange, halve, { keepReductions: true })).toEqual([64, 32, 4, 2, 0.25, 0.125]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('a schedule of the step alone overwrites it, and says so once a run', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect(await rates(arrange, falling)).toEqual([8, 7, 6, 5, 4, 3]);
    expect(warn.mock.calls).toEqual([
      [
        'LearningRateScheduler: in epoch 3 it sets the learning rate to 6, and the 1.75 that another callback had set is ' +
          'lost. Pass `keepReductions: true` to keep such changes, or false if that is meant.',
      ],
    ]);
  });

  test('with keepReductions false it overwrites in silence', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect(await rates(arrange, falling, { keepReductions: false })).toEqual([8, 7, 6, 5, 4, 3]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('with keepReductions true the reductions stay, as factors', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect(await rates(arrange, falling, { keepReductions: true })).toEqual([8, 7, 6 / 4, 5 / 4, 4 / 16, 3 / 16]);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([1, 2, 3, 4, 5])('the reductions survive an exchange of both callbacks after epoch %i', async (split) => {
    const make = () => [new LearningRateScheduler(falling, { keepReductions: true }), plateau()] as const;
    const model = compiledModel();
    const [before, after] = [make(), make()];
    const seen = await feedEpochs(arrange(...before), model, LOSSES.slice(0, split));
    for (const [index, callback] of after.entries()) {
      callback.setState(JSON.parse(JSON.stringify(before[index]?.getState())));
    }
    // A model that was compiled anew, whose rate says nothing.
    const resumed = await feedEpochs(arrange(...after), compiledModel(), LOSSES.slice(split), { initialEpoch: split });
    const learningRates = [...seen, ...resumed].map(({ logs }) => logs.learning_rate);
    expect(learningRates).toEqual([8, 7, 6 / 4, 5 / 4, 4 / 16, 3 / 16]);
  });
});

test('an optimizer that stores the rate in single precision has not been changed by others', async () => {
  class Float32SGD extends SGDOptimizer {
    override setLearningRate(rate: number) {
      super.setLearningRate(Math.fround(rate));
    }
  }
  const model = compiledModel();
  model.compile({ optimizer: new Float32SGD(0.1), loss: 'meanSquaredError' });
  const scheduler = new LearningRateScheduler((epoch) => 0.1 / (epoch + 1), { keepReductions: true });
  await feedEpochs(scheduler, model, LOSSES);
  expect(scheduler.getState().values.factor).toBe(1);
});

test('a new fit() begins with the whole rates of the schedule', async () => {
  const scheduler = new LearningRateScheduler(falling, { keepReductions: true });
  const model = compiledModel();
  const run = async () => {
    const fed = await feedEpochs([scheduler, plateau()], model, LOSSES);
    return fed.map(({ logs }) => logs.learning_rate);
  };
  expect(await run()).toEqual(await run());
});

test('a rate of 0 that another callback leaves stays 0', async () => {
  const options = { monitor: 'loss', patience: 1, factor: 0 };
  const callbacks = [new LearningRateScheduler(falling, { keepReductions: true }), new ReduceLROnPlateau(options)];
  const fed = await feedEpochs(callbacks, compiledModel(), LOSSES.slice(0, 4));
  expect(fed.map(({ logs }) => logs.learning_rate)).toEqual([8, 7, 0, 0]);
});

/** Sets the rate as an epoch ends. */
class Meddler extends Callback {
  readonly #rates: readonly number[];

  constructor(...rates: number[]) {
    super();
    this.#rates = rates;
  }

  override async onEpochEnd(epoch: number) {
    setLearningRate(this.model.optimizer, this.#rates[epoch] as number);
  }
}

test('each run warns anew', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const callbacks = [new LearningRateScheduler(falling), new Meddler(1, 1, 1)];
  for (const _run of [1, 2]) await feedEpochs(callbacks, compiledModel(), LOSSES.slice(0, 3));
  expect(warn).toHaveBeenCalledTimes(2);
});

test('a rate that is what the schedule says next is no loss', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  await feedEpochs([new LearningRateScheduler(falling), new Meddler(7, 6, 5)], compiledModel(), LOSSES.slice(0, 3));
  expect(warn).not.toHaveBeenCalled();
});

test('what others make of a scheduled rate of 0 is no factor', async () => {
  const scheduler = new LearningRateScheduler((epoch) => epoch, { keepReductions: true });
  const fed = await feedEpochs([scheduler, new Meddler(1, 0.5, 1)], compiledModel(), LOSSES.slice(0, 3));
  expect(fed.map(({ logs }) => logs.learning_rate)).toEqual([0, 1, 1]);
});

test('a rate above the scheduled one is no factor: it lasts until the next step, and reductions stay', async () => {
  const schedule: Schedule = (epoch) => [8, 8, 1e-9, 8, 8][epoch] as number;
  const scheduler = new LearningRateScheduler(schedule, { keepReductions: true });
  const callbacks = [scheduler, new Meddler(2, 2, 1e-3, 8, 16)];
  const fed = await feedEpochs(callbacks, compiledModel(), LOSSES.slice(0, 5));
  expect(fed.map(({ logs }) => logs.learning_rate)).toEqual([8, 2, 0.25e-9, 2, 8]);
});
