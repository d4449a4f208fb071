import '@cb-tooling/backend';
import { Callback } from '@cb/core';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { fill, memory, ones, type Scalar, SGDOptimizer, tensor2d, train, zeros } from '@tensorflow/tfjs-core';
import { layers, type ModelFitArgs, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the class', () => {
  expect(Object.keys(entry)).toEqual(['ReduceLROnPlateau']);
});

describe('contract', () => {
  const make = (options?: object) =>
    new ReduceLROnPlateau({ monitor: 'loss', patience: 2, restoreBestWeights: true, ...options });
  for (const rule of callbackContract(make, compiledModel)) test(rule.name, rule.check);
});

const losses = (...values: number[]) => values.map((loss) => ({ loss }));

describe('beyond Keras', () => {
  test('goes back to the best weights whenever it lowers the rate', async () => {
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], useBias: false })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const weights: (number | undefined)[] = [];
    const weight = () => model.getWeights()[0]?.dataSync()[0];
    const callback = new ReduceLROnPlateau({ monitor: 'loss', patience: 2, restoreBestWeights: true });
    await feedEpochs(callback, model, losses(3, 2, 4, 5, 1, 6, Number.NaN, 7), {
      train: (epoch) => {
        weights.push(weight());
        model.setWeights([tensor2d([[epoch + 10]])]);
      },
    });
    expect(weights.slice(1)).toEqual([10, 11, 12, 11, 14, 15, 14]);
  });

  test('has nothing to go back to before training, nor when it begins', async () => {
    const values = {
      version: 1,
      callback: 'ReduceLROnPlateau',
      goBack: false,
      best: null,
      wait: 0,
      cooldownCounter: 0,
    };
    const fresh = { values: { ...values, metric: { seen: false, warned: false } } };
    const callback = new ReduceLROnPlateau({ monitor: 'loss', patience: 1, restoreBestWeights: true });
    expect(callback.getState()).toEqual(fresh);
    await feedEpochs(callback, compiledModel(), losses(1, 2));
    expect(callback.getState().values).toMatchObject({ goBack: true });
    await callback.onTrainBegin();
    expect(callback.getState()).toEqual(fresh);
  });

  test('callbacks after it still see the weights of the epoch that has ended', async () => {
    const model = compiledModel();
    const [kernel] = model.weights;
    const seen: (number | undefined)[] = [];
    const later = new (class extends Callback {
      override async onEpochEnd() {
        seen.push(kernel?.read().dataSync()[0]);
      }
    })();
    const callback = new ReduceLROnPlateau({ monitor: 'loss', patience: 1, restoreBestWeights: true });
    const train = (epoch: number) => model.setWeights([fill([4, 1], epoch), fill([1], epoch)]);
    await feedEpochs([callback, later], model, losses(1, 2, 3), { train });
    expect(seen).toEqual([0, 1, 2]);
    expect(kernel?.read().dataSync()[0]).toBe(2);
  });

  test.each([
    [1, 0],
    [2, 1],
  ])('whether it is about to go back is part of its state: with patience %i to epoch %i', async (patience, epoch) => {
    const model = compiledModel();
    const options = { monitor: 'loss', patience, restoreBestWeights: true };
    const [first, second] = [new ReduceLROnPlateau(options), new ReduceLROnPlateau(options)];
    const handOver = new (class extends Callback {
      override async onEpochEnd(epoch: number) {
        if (epoch === 1) second.setState(first.getState());
      }
    })();
    const train = (epoch: number) => model.setWeights([fill([4, 1], epoch), fill([1], epoch)]);
    await feedEpochs([first, handOver], model, losses(1, 2), { train });
    second.setModel(model);
    await second.onTrainBegin();
    await second.onEpochBegin();
    expect(model.getWeights()[1]?.dataSync()[0]).toBe(epoch);
    second.dispose();
  });

  test('takes no state of another callback', () => {
    const { values } = new ReduceLROnPlateau().getState();
    expect(values.callback).toBe('ReduceLROnPlateau');
    const state = { values: { ...values, callback: 'EarlyStopping' } };
    expect(() => new ReduceLROnPlateau().setState(state)).toThrow(
      'ReduceLROnPlateau: the state is that of EarlyStopping. Pass what getState() gave, with tensors as its weights.',
    );
  });

  test('of two in a row the logs have the rate that the epoch was trained with', async () => {
    const two = [1, 2].map(() => new ReduceLROnPlateau({ monitor: 'loss', patience: 1, factor: 0.5 }));
    const epochs = await feedEpochs(two, compiledModel(), losses(1, 1, 1));
    expect(epochs.map(({ logs }) => logs.learning_rate)).toEqual([0.01, 0.01, 0.0025]);
  });

  test('puts no weights back before an epoch has improved', async () => {
    const model = compiledModel();
    const before = model.getWeights()[0]?.dataSync();
    const callback = new ReduceLROnPlateau({ monitor: 'loss', patience: 1, restoreBestWeights: true });
    const epochs = await feedEpochs(callback, model, losses(Number.NaN, Number.NaN));
    expect(epochs.map(({ learningRate }) => learningRate)).toEqual([0.001, expect.closeTo(0.0001, 12)]);
    expect(model.getWeights()[0]?.dataSync()).toEqual(before);
  });

  test('can monitor the rate that it adds to the logs itself', async () => {
    const callback = new ReduceLROnPlateau({ monitor: 'learning_rate', mode: 'min', patience: 1, strict: true });
    const epochs = await feedEpochs(callback, compiledModel(), losses(1, 1, 1));
    expect(epochs.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.001, 0.001]);
  });
});

describe('messages', () => {
  async function printed(options: ReduceLROnPlateauOptions) {
    const print = vi.spyOn(console, 'info').mockImplementation(() => {});
    const callback = new ReduceLROnPlateau({ monitor: 'loss', patience: 1, factor: 0.5, ...options });
    await feedEpochs(callback, compiledModel(), losses(1, 1, 1));
    return print.mock.calls.map(([message]) => message);
  }

  test('nothing is printed unless verbose asks', async () => {
    expect(await printed({})).toEqual([]);
  });

  test('a reduction is printed as Keras prints it', async () => {
    expect(await printed({ verbose: 1, factor: 0.001 })).toEqual([
      '\nEpoch 2: ReduceLROnPlateau reducing learning rate to 1e-05.',
      '\nEpoch 3: ReduceLROnPlateau reducing learning rate to 1e-08.',
    ]);
  });

  test.each([
    [{ factor: 1 }, '`factor` is 1. Pass a number from 0 to below 1, such as 0.1.'],
    [{ factor: 1.5 }, '`factor` is 1.5. Pass a number from 0 to below 1, such as 0.1.'],
    [{ factor: -0.1 }, '`factor` is -0.1. Pass a number from 0 to below 1, such as 0.1.'],
    [{ factor: Number.NaN }, '`factor` is NaN. Pass a number from 0 to below 1, such as 0.1.'],
    [{ factor: '0.1' }, '`factor` is "0.1". Pass a number from 0 to below 1, such as 0.1.'],
    [{ patience: -1 }, '`patience` is -1. Pass a whole number of epochs, 0 or more.'],
    [{ cooldown: 0.5 }, '`cooldown` is 0.5. Pass a whole number of epochs, 0 or more.'],
    [{ minLr: -1 }, '`minLr` is -1. Pass a learning rate, 0 or more.'],
    [{ minDelta: '0' }, '`minDelta` is "0". Pass a finite number.'],
    [{ restoreBestWeights: 'yes' }, '`restoreBestWeights` is "yes". Pass true or false.'],
    [{ mode: 'up' }, "`mode` is \"up\". Pass 'auto', 'min', 'max'."],
    [
      { monitor: 'lr' },
      '`monitor` is "lr". Whether it should rise or fall is not known from its name. ' +
        "Pass `mode: 'max'` or `mode: 'min'`.",
    ],
    [{ min_lr: 1 }, '`min_lr` is unknown. Did you mean `minLr`?'],
    [
      { epsilon: 1 },
      '`epsilon` is unknown. Pass one of cooldown, factor, minDelta, minLr, mode, monitor, patience, ' +
        'restoreBestWeights, strict, verbose.',
    ],
  ])('a wrong option is refused: %o', (options, message) => {
    expect(() => new ReduceLROnPlateau(options as ReduceLROnPlateauOptions)).toThrow(
      `ReduceLROnPlateau: option ${message}`,
    );
  });
});

describe('in a real fit()', () => {
  const [xs, ys] = [ones([8, 4]), zeros([8, 1])];
  const options: ModelFitArgs = { epochs: 4, verbose: 0, shuffle: false };
  const plateau = () =>
    new ReduceLROnPlateau({ monitor: 'loss', minDelta: 1e9, patience: 1, factor: 0.5, minLr: 1e-3 });

  test.each([
    ['sgd', () => train.sgd(0.004)],
    ['momentum', () => train.momentum(0.004, 0.9)],
    ['adam', () => train.adam(0.004)],
    ['adamax', () => train.adamax(0.004)],
    ['rmsprop', () => train.rmsprop(0.004)],
    ['adagrad', () => train.adagrad(0.004)],
    ['adadelta', () => train.adadelta(0.004)],
  ])('lowers the rate of %s down to minLr, and History has it', async (_name, optimizer) => {
    const model = compiledModel();
    model.compile({ optimizer: optimizer(), loss: 'meanSquaredError' });
    const { history } = await model.fit(xs, ys, { ...options, callbacks: plateau() });
    expect(history.learning_rate).toEqual([0.004, 0.004, 0.002, 0.001]);
    expect(history.loss).toHaveLength(4);
  });

  test.each([
    [true, 2],
    [undefined, 0],
  ])('with restoreBestWeights %s it holds %i tensors between epochs', async (restoreBestWeights, held) => {
    const callback = new ReduceLROnPlateau({ monitor: 'loss', restoreBestWeights });
    callback.setModel(compiledModel());
    await callback.onTrainBegin();
    const before = memory().numTensors;
    await callback.onEpochEnd(0, { loss: 2 });
    await callback.onEpochEnd(1, { loss: 1 });
    expect(memory().numTensors - before).toBe(held);
    callback.dispose();
    expect(memory().numTensors).toBe(before);
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
    await expect(model.fit(xs, ys, { ...options, callbacks: plateau() })).rejects.toThrow(
      'The optimizer Fixed has no method `setLearningRate`.',
    );
    expect(loss()).toBe(before);
  });
});
