import '@cb-tooling/backend';
import { combine } from '@cb/core';
import { callbackContract, compiledModel } from '@cb/core/testing';
import {
  mean,
  memory,
  ones,
  reshape,
  type Scalar,
  SGDOptimizer,
  type Tensor,
  tensor1d,
  tensor2d,
  train,
  zeros,
} from '@tensorflow/tfjs-core';
import {
  Callback,
  input,
  type LayersModel,
  layers,
  metrics,
  model as modelOf,
  sequential,
} from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import { SwapEMAWeights, type SwapEMAWeightsOptions } from '../src/index.js';
import { AtEpochEnd, fit, lineModel, Observer, setWeights, valuesOf, weightsOf, xs, ys } from './training.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the class', () => {
  expect(Object.keys(entry)).toEqual(['SwapEMAWeights']);
});

describe.each([{}, { swapOnEpoch: true, emaOverwriteFrequency: 3 }])('contract with %o', (own) => {
  const make = (options?: object) => new SwapEMAWeights({ ...own, ...options });
  for (const rule of callbackContract(make, compiledModel)) test(rule.name, rule.check);
});

describe('messages', () => {
  const [x, y] = [ones([4, 1]), ones([4, 1])];

  test.each([
    [{ swapOnEpoch: 1 }, '`swapOnEpoch` is 1. Pass true or false.'],
    [{ emaMomentum: 1 }, '`emaMomentum` is 1. Pass a number from 0 to below 1, such as 0.99.'],
    [{ emaMomentum: -0.1 }, '`emaMomentum` is -0.1. Pass a number from 0 to below 1, such as 0.99.'],
    [{ emaMomentum: '0.9' }, '`emaMomentum` is "0.9". Pass a number from 0 to below 1, such as 0.99.'],
    [{ emaOverwriteFrequency: 0 }, '`emaOverwriteFrequency` is 0. Pass a whole number of steps, 1 or more.'],
    [{ emaOverwriteFrequency: 1.5 }, '`emaOverwriteFrequency` is 1.5. Pass a whole number of steps, 1 or more.'],
    [{ batchSize: 0, evaluate: [x, y] }, '`batchSize` is 0. Pass a whole number of samples, 1 or more.'],
    [{ batchSize: 8 }, '`batchSize` is 8. Pass `evaluate: [x, y]` too, or leave it out.'],
    [
      { evaluate: x },
      '`evaluate` is an object. Pass [x, y], each a tensor or an array of tensors, as for model.evaluate().',
    ],
    [
      { evaluate: [x] },
      '`evaluate` is an array. Pass [x, y], each a tensor or an array of tensors, as for model.evaluate().',
    ],
    [
      { evaluate: [x, y, x] },
      '`evaluate` is an array. Pass [x, y], each a tensor or an array of tensors, as for model.evaluate().',
    ],
    [
      { evaluate: [x, []] },
      '`evaluate` is an array. Pass [x, y], each a tensor or an array of tensors, as for model.evaluate().',
    ],
    [
      { evaluate: null },
      '`evaluate` is null. Pass [x, y], each a tensor or an array of tensors, as for model.evaluate().',
    ],
    [{ swap_on_epoch: true }, '`swap_on_epoch` is unknown. Did you mean `swapOnEpoch`?'],
    [
      { momentum: 0.9 },
      '`momentum` is unknown. Pass one of batchSize, emaMomentum, emaOverwriteFrequency, evaluate, swapOnEpoch.',
    ],
  ])('a wrong option is refused: %o', (options, message) => {
    expect(() => new SwapEMAWeights(options as SwapEMAWeightsOptions)).toThrow(`SwapEMAWeights: option ${message}`);
  });

  test('options that are no object are refused with an example that works', () => {
    expect(() => new SwapEMAWeights(0.99 as never)).toThrow(
      'SwapEMAWeights: the options are 0.99. Pass an object, such as { emaMomentum: 0.99 }.',
    );
  });

  test.each([
    [
      [ones([4, 1]), ones([3, 1])],
      'has tensors of 4 and 3 samples. Pass tensors of the same number of samples, 1 or more.',
    ],
    [
      [zeros([0, 1]), zeros([0, 1])],
      'has tensors of 0 and 0 samples. Pass tensors of the same number of samples, 1 or more.',
    ],
    [
      [ones([4, 2]), ones([4, 1])],
      'does not fit the model (input expected a batch of elements where each example has shape [1] ' +
        '(i.e.,tensor shape [*,1]) but the input received an input with 4 examples, each with shape [2] ' +
        '(tensor shape [4,2])). Pass [x, y] of the shapes that fit() takes.',
    ],
  ])('data that does not fit the model ends the fit before its first step: %#', async (evaluate, message) => {
    const model = lineModel();
    const before = memory().numTensors;
    const callback = new SwapEMAWeights({ evaluate: evaluate as never });
    await expect(fit(model, [callback])).rejects.toThrow(`SwapEMAWeights: option \`evaluate\` ${message}`);
    expect(model.optimizer.iterations).toBe(0);
    expect(callback.getState().weights).toBeUndefined();
    expect(memory().numTensors - before).toBeLessThan(9);
  });

  test('takes no state of another callback, nor of another model', async () => {
    const { values } = new SwapEMAWeights().getState();
    expect(values).toEqual({ version: 1, callback: 'SwapEMAWeights', steps: 0 });
    const state = { values: { ...values, callback: 'EarlyStopping' } };
    expect(() => new SwapEMAWeights().setState(state)).toThrow(
      'SwapEMAWeights: the state is that of EarlyStopping. Pass what getState() gave, with tensors as its weights.',
    );
    const callback = new SwapEMAWeights();
    const kernel = { name: 'average/dense/kernel', tensor: ones([1, 1]) };
    callback.setState({ values, weights: [kernel, { name: 'average/dense/bias', tensor: ones([2]) }] });
    await expect(fit(lineModel(), [callback])).rejects.toThrow(
      'SwapEMAWeights: the state is of weights of the shapes [1,1], [2], and the model trains [1,1], [1]. ' +
        'Pass the state of a training of the same model.',
    );
    callback.dispose();
  });
});

describe('the average', () => {
  /** In JavaScript's double precision, which the backend's single precision follows up to rounding. */
  function averageOf(steps: number[][], momentum: number): number[] {
    return steps.reduce((average, weights) =>
      average.map((value, index) => momentum * value + (1 - momentum) * Number(weights[index])),
    );
  }

  test.each([0, 0.5, 0.99])(
    'with momentum %d it is the exponential one of the weights after each batch',
    async (momentum) => {
      const [observer, model] = [new Observer(), lineModel()];
      await fit(model, [new SwapEMAWeights({ emaMomentum: momentum }), observer]);
      expect(observer.trained).toHaveLength(8);
      // The weights are of the size of 1, in single precision.
      const expected = averageOf(observer.trained, momentum).map((value) => expect.closeTo(value, 5));
      expect(weightsOf(model)).toEqual(expected);
    },
  );

  test('of a constant is that constant, to the bit', async () => {
    class Still extends SGDOptimizer {
      override applyGradients() {
        this.incrementIterations();
      }
    }
    const model = lineModel(new Still(1) as never);
    model.setWeights([tensor2d([[0.1]]), tensor1d([1e6 + 1 / 3])]);
    const before = weightsOf(model);
    await fit(model, [new SwapEMAWeights()], { epochs: 50 });
    expect(weightsOf(model)).toEqual(before);
  });

  test('goes on in a second fit with the same optimizer, and begins anew with a fresh one', async () => {
    const [model, observer, callback] = [lineModel(), new Observer(), new SwapEMAWeights({ emaMomentum: 0.9 })];
    await fit(model, [callback]);
    const first = weightsOf(model);
    await fit(model, [callback, observer], { epochs: 1 });
    const goesOn = averageOf([first, ...observer.trained], 0.9).map((value) => expect.closeTo(value, 5));
    expect(weightsOf(model)).toEqual(goesOn);

    model.compile({ optimizer: train.adam(0.1), loss: 'meanSquaredError' });
    const anew = new Observer();
    await fit(model, [callback, anew], { epochs: 1 });
    const begins = averageOf(anew.trained, 0.9).map((value) => expect.closeTo(value, 5));
    expect(weightsOf(model)).toEqual(begins);
  });

  test('is of the trainable weights; moving statistics and frozen layers stay as they are', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 2, inputShape: [1], trainable: false }),
        layers.batchNormalization(),
        layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer: train.sgd(0.01), loss: 'meanSquaredError' });
    const others = () => valuesOf(model.nonTrainableWeights.map((weight) => weight.read()));
    const seen: number[][] = [];
    const callback = new SwapEMAWeights({ swapOnEpoch: true });
    await fit(model, [
      new AtEpochEnd(3, () => seen.push(others())),
      callback,
      new AtEpochEnd(3, () => seen.push(others())),
    ]);
    expect(seen[1]).toEqual(seen[0]);
    expect(others()).toEqual(seen[0]);
  });

  test('with emaOverwriteFrequency training goes on from it', async () => {
    const [model, observer] = [lineModel(), new Observer()];
    await fit(model, [new SwapEMAWeights({ emaMomentum: 0.5, emaOverwriteFrequency: 2 }), observer], { epochs: 1 });
    const [first = []] = observer.trained;
    const plain = new Observer();
    await fit(lineModel(), [plain], { epochs: 1 });
    const second = plain.trained[1] as number[];
    expect(observer.trained[1]).toEqual(averageOf([first, second], 0.5).map((value) => expect.closeTo(value, 5)));
  });
});

describe('evaluate', () => {
  const data = [xs, ys] as [typeof xs, typeof ys];
  const scores = (model: LayersModel) => (model.evaluate(xs, ys) as Scalar[]).map((score) => score.dataSync()[0]);

  test('adds the loss and the metrics of the average to the logs and the history, as numbers', async () => {
    const model = lineModel();
    const history = await fit(model, [new SwapEMAWeights({ emaMomentum: 0.5, evaluate: data })], {
      validationData: data,
    });
    expect(Object.keys(history).sort()).toEqual(['loss', 'mae', 'val_ema_loss', 'val_ema_mae', 'val_loss', 'val_mae']);
    expect(history.val_ema_loss).toHaveLength(4);
    // The model ends with the average that was evaluated last.
    expect([history.val_ema_loss?.at(-1), history.val_ema_mae?.at(-1)]).toEqual(scores(model));
    expect(history.val_ema_loss?.at(-1)).not.toBe(history.val_loss?.at(-1));
  });

  test('changes nothing in the training', async () => {
    const plain = await fit(lineModel(), []);
    const { loss, mae } = await fit(lineModel(), [new SwapEMAWeights({ evaluate: data, swapOnEpoch: true })]);
    expect({ loss, mae }).toEqual(plain);
  });

  test('takes portions of batchSize, one of them before training to try them', async () => {
    const sizes: (number | undefined)[] = [];
    const model = lineModel();
    const loss = (y: Tensor, prediction: Tensor) => {
      sizes.push(y.shape[0]);
      return metrics.meanSquaredError(y, prediction);
    };
    model.compile({ optimizer: 'sgd', loss });
    await fit(model, [new SwapEMAWeights({ evaluate: [[xs], [ys]], batchSize: 3 })], { epochs: 1 });
    expect(sizes).toEqual([3, 4, 4, 3, 3, 2]);
    sizes.length = 0;
    await fit(model, [new SwapEMAWeights({ evaluate: data })], { epochs: 1 });
    expect(sizes).toEqual([8, 4, 4, 8]);
  });

  test('takes several inputs and outputs, under the names of the outputs', async () => {
    const inputs = [input({ shape: [1] }), input({ shape: [1] })];
    const both = layers.add().apply(inputs);
    const names = ['sum', 'other'].map((name) => `${name}_${performance.now()}`.replace('.', '_'));
    const outputs = names.map((name) => layers.dense({ units: 1, name }).apply(both));
    const model = modelOf({ inputs, outputs: outputs as never });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const callback = new SwapEMAWeights({
      evaluate: [
        [xs, xs],
        [ys, ys],
      ],
    });
    const { history } = await model.fit([xs, xs], [ys, ys], { epochs: 1, verbose: 0, callbacks: callback });
    const [total, ...parts] = ['loss', ...names.map((name) => `${name}_loss`)].map((name) => `val_ema_${name}`);
    expect(Object.keys(history).filter((name) => name.startsWith('val_ema_'))).toEqual([total, ...parts]);
    const [loss, ...losses] = [total as string, ...parts].map((name) => history[name]?.[0] as number);
    // The model ends with the average; each output's loss is the mean of its squares.
    const predictions = model.predict([xs, xs]) as Tensor[];
    const expected = predictions.map((one) => mean(metrics.meanSquaredError(ys, one)).dataSync()[0] as number);
    for (const [index, value] of losses.entries()) expect(value).toBeCloseTo(expected[index] as number, 3);
    expect(loss).toBeCloseTo(
      expected.reduce((sum, one) => sum + one),
      3,
    );
  });

  test('takes a model with states, which needs portions of its size', async () => {
    const states = layers.simpleRNN({
      units: 2,
      stateful: true,
      batchInputShape: [4, 1, 1],
      recurrentInitializer: 'zeros',
    });
    const model = sequential({ layers: [states, layers.dense({ units: 1 })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const [steps, callback] = [
      reshape(xs, [8, 1, 1]),
      new SwapEMAWeights({ evaluate: [reshape(xs, [8, 1, 1]), ys], batchSize: 4 }),
    ];
    const { history } = await model.fit(steps, ys, { epochs: 2, batchSize: 4, verbose: 0, callbacks: callback });
    expect(history.val_ema_loss).toHaveLength(2);
  });

  test('leaves as many tensors as before, and the data to its owner', async () => {
    const model = lineModel();
    await fit(model, []);
    const callback = new SwapEMAWeights({ evaluate: data, swapOnEpoch: true });
    const before = memory().numTensors;
    await fit(model, [callback]);
    expect(memory().numTensors).toBe(before);
    expect(xs.isDisposed || ys.isDisposed).toBe(false);
  });
});

test.each([false, true])('an average that is not finite does not stay, swapOnEpoch: %s', async (swapOnEpoch) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const model = lineModel();
  const [trained, after] = [[1, 2], new Observer()];
  class Repair extends Callback {
    override async onBatchEnd() {
      setWeights(this.model, trained);
    }
  }
  const broken = { onBatchEnd: async () => setWeights(model, [Number.NaN, Number.POSITIVE_INFINITY]) };
  await fit(model, [...combine([broken]), new SwapEMAWeights({ swapOnEpoch }), new Repair(), after]);
  expect(after.end[3]).toEqual(swapOnEpoch ? [Number.NaN, Number.POSITIVE_INFINITY] : trained);
  expect(after.final).toEqual(trained);
  expect(weightsOf(model)).toEqual(trained);
  expect(warn.mock.calls).toEqual([
    [
      'SwapEMAWeights: the average is NaN or infinite, because weights were, so the model keeps the weights that it has. ' +
        'Lower the learning rate, or look for NaN and infinity in the data.',
    ],
  ]);
});

test('needs nothing but the weights and the optimizer of a model, without `evaluate`', async () => {
  const callback = new SwapEMAWeights({ swapOnEpoch: true });
  const model = lineModel();
  Object.defineProperty(model, 'metricsNames', {
    get: () => {
      throw new Error('There are none.');
    },
  });
  callback.setModel(model);
  await callback.onTrainBegin();
  await callback.onBatchEnd();
  await callback.onEpochEnd(0, {});
  await callback.onTrainEnd();
});

test('a loop that is left in an epoch has set no weights after its last one', async () => {
  const warn = vi.spyOn(console, 'warn');
  const [callback, model] = [new SwapEMAWeights(), lineModel()];
  callback.setModel(model);
  await callback.onTrainBegin();
  await callback.onEpochBegin();
  await callback.onBatchEnd();
  await callback.onEpochEnd(0, {});
  await callback.onEpochBegin();
  setWeights(model, [1, 2]);
  await callback.onBatchEnd();
  await callback.onTrainEnd();
  expect(warn).not.toHaveBeenCalled();
});

test.each([
  [false, 2],
  [true, 4],
])('with swapOnEpoch %s it holds %i tensors between two epochs of two weights', async (swapOnEpoch, held) => {
  const callback = new SwapEMAWeights({ swapOnEpoch });
  callback.setModel(lineModel());
  await callback.onTrainBegin();
  const before = memory().numTensors;
  for (let batch = 0; batch < 9; batch++) await callback.onBatchEnd();
  await callback.onEpochEnd(0);
  expect(memory().numTensors - before).toBe(held);
  callback.dispose();
  expect(memory().numTensors).toBe(before);
});
