import '@cb-tooling/backend';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { memory, type Scalar, tensor2d, train } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, type ModelFitArgs, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import { EarlyStopping, type EarlyStoppingOptions } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the class', () => {
  expect(Object.keys(entry)).toEqual(['EarlyStopping']);
});

describe('contract', () => {
  const make = (options?: object) => new EarlyStopping({ monitor: 'loss', restoreBestWeights: true, ...options });
  const patient = (options?: object) => make({ patience: 100, ...options });
  for (const rule of callbackContract(patient, compiledModel)) test(rule.name, rule.check);
});

const losses = (...values: number[]) => values.map((loss) => ({ loss }));

describe('beyond Keras', () => {
  async function stop(options: EarlyStoppingOptions, ...values: number[]) {
    const callback = new EarlyStopping({ monitor: 'loss', ...options });
    const epochs = await feedEpochs(callback, compiledModel(), losses(...values));
    return { ran: epochs.length, reason: callback.stopReason };
  }

  test('says why it stopped, as data', async () => {
    expect(await stop({ patience: 2 }, 3, 2, 2, 2.5, 1)).toEqual({
      ran: 4,
      reason: { kind: 'patience', epoch: 3, metric: 'loss', value: 2.5, best: 2 },
    });
    expect(await stop({ patience: 2 }, 3, 2, 1)).toEqual({ ran: 3, reason: undefined });
  });

  test('stops as soon as the metric is better than the threshold', async () => {
    expect(await stop({ patience: 9, stoppingThreshold: 2.9 }, 9, 8, 7, 6, 5, 6, 4, 3, 2, 1)).toEqual({
      ran: 9,
      reason: { kind: 'threshold', epoch: 8, metric: 'loss', value: 2, best: 2 },
    });
    expect(await stop({ patience: 9, stoppingThreshold: 3 }, 4, 3)).toMatchObject({ ran: 2, reason: undefined });
  });

  test('stops as soon as the metric is worse than the threshold', async () => {
    expect(await stop({ patience: 9, divergenceThreshold: 15.9 }, 9, 4, 2, 16, 32, 64)).toEqual({
      ran: 4,
      reason: { kind: 'divergence', epoch: 3, metric: 'loss', value: 16, best: 2 },
    });
    expect(await stop({ patience: 9, divergenceThreshold: 16 }, 9, 16)).toMatchObject({ ran: 2, reason: undefined });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'with checkFinite it stops at %d, even in the first epoch',
    async (value) => {
      expect(await stop({ patience: 9, checkFinite: true }, value, 2)).toEqual({
        ran: 1,
        reason: { kind: 'notFinite', epoch: 0, metric: 'loss', value, best: undefined },
      });
      expect(await stop({ patience: 9 }, value, 2)).toMatchObject({ ran: 2, reason: undefined });
    },
  );

  test('leaves the epochs before startFromEpoch out of account, whatever they report', async () => {
    const options = { startFromEpoch: 2, checkFinite: true, stoppingThreshold: 0.5, patience: 1 };
    expect(await stop(options, Number.NaN, 0, 3, 3, 1)).toEqual({
      ran: 4,
      reason: { kind: 'patience', epoch: 3, metric: 'loss', value: 3, best: 3 },
    });
  });
});

test('takes no state of another callback', () => {
  const { values } = new EarlyStopping().getState();
  expect(values.callback).toBe('EarlyStopping');
  const state = { values: { ...values, callback: 'ReduceLROnPlateau' } };
  expect(() => new EarlyStopping().setState(state)).toThrow(
    'EarlyStopping: the state is that of ReduceLROnPlateau. Pass what getState() gave, with tensors as its weights.',
  );
});

describe('messages', () => {
  async function printed(options: EarlyStoppingOptions, ...values: number[]) {
    const print = vi.spyOn(console, 'info').mockImplementation(() => {});
    await feedEpochs(new EarlyStopping({ monitor: 'loss', ...options }), compiledModel(), losses(...values));
    return print.mock.calls.map(([message]) => message);
  }

  test('nothing is printed unless verbose asks', async () => {
    expect(await printed({ restoreBestWeights: true }, 1, 2)).toEqual([]);
  });

  test('a stop and a restore are printed as Keras prints them', async () => {
    expect(await printed({ verbose: 1, restoreBestWeights: true, patience: 2 }, 2, 1, 3, 4)).toEqual([
      'Epoch 4: early stopping',
      'Restoring model weights from the end of the best epoch: 2.',
    ]);
  });

  test('a stop for another reason than patience says the reason', async () => {
    expect(await printed({ verbose: 1, checkFinite: true }, Number.NaN)).toEqual([
      'Epoch 1: early stopping, loss is NaN (notFinite)',
    ]);
  });

  test.each([
    [{ patience: -1 }, '`patience` is -1. Pass a whole number of epochs, 0 or more.'],
    [{ patience: 1.5 }, '`patience` is 1.5. Pass a whole number of epochs, 0 or more.'],
    [{ patience: '3' }, '`patience` is "3". Pass a whole number of epochs, 0 or more.'],
    [{ startFromEpoch: -1 }, '`startFromEpoch` is -1. Pass a whole number of epochs, 0 or more.'],
    [{ baseline: Number.NaN }, '`baseline` is NaN. Pass a finite number.'],
    [{ stoppingThreshold: '1' }, '`stoppingThreshold` is "1". Pass a finite number.'],
    [{ divergenceThreshold: Number.POSITIVE_INFINITY }, '`divergenceThreshold` is Infinity. Pass a finite number.'],
    [{ minDelta: Number.NaN }, '`minDelta` is NaN. Pass a finite number.'],
    [{ verbose: true }, '`verbose` is true. Pass a whole number: 0 prints nothing, 1 prints.'],
    [{ restoreBestWeights: 1 }, '`restoreBestWeights` is 1. Pass true or false.'],
    [{ checkFinite: 'yes' }, '`checkFinite` is "yes". Pass true or false.'],
    [{ strict: 0 }, '`strict` is 0. Pass true or false.'],
    [{ mode: 'mni' }, "`mode` is \"mni\". Pass 'auto', 'min', 'max'."],
    [{ monitor: 7 }, '`monitor` is 7. Pass a string.'],
    [
      { monitor: 'val_quality' },
      '`monitor` is "val_quality". Whether it should rise or fall is not known from its name. ' +
        "Pass `mode: 'max'` or `mode: 'min'`.",
    ],
    [{ restore_best_weights: true }, '`restore_best_weights` is unknown. Did you mean `restoreBestWeights`?'],
  ])('a wrong option is refused: %o', (options, message) => {
    expect(() => new EarlyStopping(options as EarlyStoppingOptions)).toThrow(`EarlyStopping: option ${message}`);
  });
});

describe('in a real fit()', () => {
  const xs = tensor2d([[0], [1], [2], [3]]);
  const ys = tensor2d([[0], [1], [2], [3]]);
  const options: ModelFitArgs = { verbose: 0, shuffle: false, validationData: [xs, ys] };

  /** With a rate that is far too high for it, every epoch is worse than the one before. */
  function modelWithRate(learningRate: number) {
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })] });
    model.compile({ optimizer: train.sgd(learningRate), loss: 'meanSquaredError' });
    return model;
  }

  function lossOf(model: LayersModel): number | undefined {
    return (model.evaluate(xs, ys) as Scalar).dataSync()[0];
  }

  test('stops, and goes back to the weights of the best epoch', async () => {
    const model = modelWithRate(0.5);
    const callback = new EarlyStopping({ patience: 3, restoreBestWeights: true });
    const { history } = await model.fit(xs, ys, { ...options, epochs: 20, callbacks: callback });
    expect(history.val_loss).toHaveLength(4);
    expect(callback).toMatchObject({ bestEpoch: 0, stoppedEpoch: 3, best: history.val_loss?.[0] });
    expect(lossOf(model)).toBe(callback.best);
  });

  test('restores also when training ends by itself', async () => {
    const model = modelWithRate(0.5);
    const callback = new EarlyStopping({ patience: 30, restoreBestWeights: true });
    await model.fit(xs, ys, { ...options, epochs: 5, callbacks: [callback] });
    expect(callback.stopReason).toBeUndefined();
    expect(lossOf(model)).toBe(callback.best);
  });

  test.each([
    [true, 2],
    [false, 0],
  ])('with restoreBestWeights %s it holds %i tensors between epochs', async (restoreBestWeights, held) => {
    const callback = new EarlyStopping({ restoreBestWeights, patience: 9 });
    callback.setModel(modelWithRate(0.01));
    await callback.onTrainBegin();
    const before = memory().numTensors;
    await callback.onEpochEnd(0, { val_loss: 2 });
    await callback.onEpochEnd(1, { val_loss: 1 });
    expect(memory().numTensors - before).toBe(held);
    callback.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test('a metric that the fit will not report is one warning, or an error with strict', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const model = modelWithRate(0.01);
    const callback = new EarlyStopping();
    await model.fit(xs, ys, { verbose: 0, epochs: 3, callbacks: callback });
    const message =
      'EarlyStopping: option `monitor` is "val_loss". This fit has no validation. ' +
      'Pass `validationData` or `validationSplit` to fit().';
    expect(warn.mock.calls).toEqual([[message]]);
    expect(callback).toMatchObject({ best: undefined, stopReason: undefined });
    const strict = new EarlyStopping({ strict: true });
    await expect(model.fit(xs, ys, { verbose: 0, callbacks: strict })).rejects.toThrow(message);
  });
});
