import '@cb-tooling/backend';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { ones, type Scalar, SGDOptimizer, train, zeros } from '@tensorflow/tfjs-core';
import type { ModelFitArgs } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import {
  exponentialDecay,
  LearningRateScheduler,
  type LearningRateSchedulerOptions,
  type Schedule,
} from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the class and the schedules', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'LearningRateScheduler',
    'cosineDecay',
    'cosineDecayRestarts',
    'exponentialDecay',
    'inverseTimeDecay',
    'oneCycle',
    'piecewiseConstantDecay',
    'polynomialDecay',
    'stepDecay',
    'warmup',
  ]);
});

/** One that remembers: each rate is half of the one before. */
const halve: Schedule = (_step, rate) => rate / 2;

describe.each([{}, { interval: 'batch' as const }, { keepReductions: true }])('contract with %o', (own) => {
  const make = (options?: object) => new LearningRateScheduler(halve, { ...own, ...options });
  for (const rule of callbackContract(make, compiledModel)) test(rule.name, rule.check);
});

const epochs = (count: number) => Array.from({ length: count }, () => ({ loss: 1 }));

async function ratesOf(callbacks: LearningRateScheduler | LearningRateScheduler[], count: number) {
  const fed = await feedEpochs(callbacks, compiledModel(), epochs(count));
  return fed.map(({ learningRate }) => learningRate);
}

describe('the schedule', () => {
  test('is asked with the epoch, from 0, and the rate so far', async () => {
    const asked: number[][] = [];
    const schedule = (epoch: number, rate: number) => {
      asked.push([epoch, rate]);
      return rate / 2;
    };
    expect(await ratesOf(new LearningRateScheduler(schedule), 3)).toEqual([0.005, 0.0025, 0.00125]);
    expect(asked).toEqual([
      [0, 0.01],
      [1, 0.005],
      [2, 0.0025],
    ]);
  });

  test('sets the rate before the epoch is trained, and the logs have it', async () => {
    const model = compiledModel();
    const schedule = exponentialDecay({ initialLearningRate: 8, decaySteps: 1, decayRate: 0.5 });
    const fed = await feedEpochs(new LearningRateScheduler(schedule), model, epochs(3), { initialEpoch: 2 });
    expect(fed.map(({ logs }) => logs.learning_rate)).toEqual([2, 1, 0.5]);
  });

  test('may give 0', async () => {
    expect(await ratesOf(new LearningRateScheduler(() => 0), 1)).toEqual([0]);
  });

  test('may throw, and that is what fit() throws', async () => {
    const schedule = () => {
      throw new TypeError('no such table');
    };
    await expect(ratesOf(new LearningRateScheduler(schedule), 1)).rejects.toThrow(new TypeError('no such table'));
  });

  test.each([
    [Number.NaN, RangeError, 'NaN'],
    [-0.1, RangeError, '-0.1'],
    [Number.POSITIVE_INFINITY, RangeError, 'Infinity'],
    [undefined, TypeError, 'undefined'],
    ['0.1', TypeError, '"0.1"'],
    [null, TypeError, 'null'],
    [[0.1], TypeError, 'an array'],
    ['rejected', TypeError, 'a promise'],
  ])('that gives %s is an error that says when', async (value, kind, shown) => {
    const wrong = () => (value === 'rejected' ? Promise.reject(new Error('nobody waits')) : value);
    const schedule = (epoch: number) => (epoch === 2 ? (wrong() as number) : 0.5);
    await expect(ratesOf(new LearningRateScheduler(schedule), 3)).rejects.toThrow(
      new kind(`LearningRateScheduler: schedule(2, 0.5) gave ${shown} for epoch 3. Return a finite number, 0 or more.`),
    );
  });

  test('that gives no rate for a batch says for which', async () => {
    const [xs, ys] = [ones([8, 4]), zeros([8, 1])];
    const scheduler = new LearningRateScheduler((step) => (step < 3 ? 0.5 : Number.NaN), { interval: 'batch' });
    const fit = compiledModel().fit(xs, ys, { epochs: 2, batchSize: 4, verbose: 0, callbacks: scheduler });
    await expect(fit).rejects.toThrow(
      'LearningRateScheduler: schedule(3, 0.5) gave NaN for batch 4. Return a finite number, 0 or more.',
    );
  });
});

describe('messages', () => {
  async function printed(options: LearningRateSchedulerOptions, schedule: Schedule = () => 1e-5) {
    const print = vi.spyOn(console, 'info').mockImplementation(() => {});
    const scheduler = new LearningRateScheduler(schedule, options);
    await compiledModel().fit(ones([8, 4]), zeros([8, 1]), {
      epochs: 2,
      batchSize: 4,
      verbose: 0,
      callbacks: scheduler,
    });
    return print.mock.calls.map(([message]) => message);
  }

  test('nothing is printed unless verbose asks', async () => {
    expect(await printed({})).toEqual([]);
  });

  test('the rate of an epoch is printed as Keras prints it', async () => {
    expect(await printed({ verbose: 1 })).toEqual([
      '\nEpoch 1: LearningRateScheduler setting learning rate to 1e-05.',
      '\nEpoch 2: LearningRateScheduler setting learning rate to 1e-05.',
    ]);
  });

  test('of the batches of an epoch the first is printed', async () => {
    expect(await printed({ verbose: 1, interval: 'batch' }, (step) => step)).toEqual([
      '\nEpoch 1: LearningRateScheduler setting learning rate to 0.0 in its first batch.',
      '\nEpoch 2: LearningRateScheduler setting learning rate to 2.0 in its first batch.',
    ]);
  });

  test.each([[0.1], [undefined], [{ initialLearningRate: 0.1 }]])('a schedule that is %o is refused', (schedule) => {
    const shown = typeof schedule === 'object' ? 'an object' : schedule;
    expect(() => new LearningRateScheduler(schedule as never)).toThrow(
      new TypeError(
        `LearningRateScheduler: the schedule is ${shown}. ` +
          'Pass a function (step, rate) => rate, or a schedule such as cosineDecay({ … }).',
      ),
    );
  });

  test.each([
    [1, 'the options are 1. Pass an object, such as { verbose: 1 }.'],
    [{ verbose: -1 }, 'option `verbose` is -1. Pass a whole number: 0 prints nothing, 1 prints.'],
    [{ interval: 'step' }, "option `interval` is \"step\". Pass 'epoch', 'batch'."],
    [{ keepReductions: 1 }, 'option `keepReductions` is 1. Pass true or false.'],
    [{ keepReduction: true }, 'option `keepReduction` is unknown. Did you mean `keepReductions`?'],
    [{ schedule: halve }, 'option `schedule` is unknown. Pass one of interval, keepReductions, verbose.'],
  ])('a wrong option is refused: %o', (options, message) => {
    expect(() => new LearningRateScheduler(halve, options as LearningRateSchedulerOptions)).toThrow(
      `LearningRateScheduler: ${message}`,
    );
  });

  test('takes no state of another callback', () => {
    const { values } = new LearningRateScheduler(halve).getState();
    const state = { values: { ...values, callback: 'EarlyStopping' } };
    expect(() => new LearningRateScheduler(halve).setState(state)).toThrow(
      'LearningRateScheduler: the state is that of EarlyStopping. Pass what getState() gave, with tensors as its weights.',
    );
  });
});

describe('in a real fit()', () => {
  const [xs, ys] = [ones([8, 4]), zeros([8, 1])];
  const options: ModelFitArgs = { epochs: 3, verbose: 0, shuffle: false };

  test.each([
    ['sgd', () => train.sgd(0.5)],
    ['momentum', () => train.momentum(0.5, 0.9)],
    ['adam', () => train.adam(0.5)],
    ['adamax', () => train.adamax(0.5)],
    ['rmsprop', () => train.rmsprop(0.5)],
    ['adagrad', () => train.adagrad(0.5)],
    ['adadelta', () => train.adadelta(0.5)],
  ])('sets the rate of %s: at 0 no weight changes', async (_name, optimizer) => {
    const model = compiledModel();
    model.compile({ optimizer: optimizer(), loss: 'meanSquaredError' });
    const weight = () => model.getWeights()[0]?.dataSync()[0];
    const before = weight();
    const still = await model.fit(xs, ys, { ...options, callbacks: new LearningRateScheduler(() => 0) });
    expect(weight()).toBe(before);
    expect(still.history.learning_rate).toEqual([0, 0, 0]);
    await model.fit(xs, ys, { ...options, callbacks: new LearningRateScheduler(() => 0.1) });
    expect(weight()).not.toBe(before);
  });

  test('an optimizer that cannot take a new rate stops the fit before its first step', async () => {
    class Fixed extends SGDOptimizer {
      override getClassName() {
        return 'Fixed';
      }
    }
    const optimizer = new Fixed(0.1);
    Object.assign(optimizer, { setLearningRate: undefined });
    const model = compiledModel();
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const loss = () => (model.evaluate(xs, ys) as Scalar).dataSync()[0];
    const before = loss();
    const asked = vi.fn(() => 0.1);
    const fit = model.fit(xs, ys, { ...options, callbacks: new LearningRateScheduler(asked) });
    await expect(fit).rejects.toThrow('The optimizer Fixed has no method `setLearningRate`.');
    expect(loss()).toBe(before);
    expect(asked).not.toHaveBeenCalled();
  });
});
