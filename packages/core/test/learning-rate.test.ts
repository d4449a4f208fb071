import '@cb-tooling/backend';
import { train } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { getLearningRate, setLearningRate } from '../src/index.js';
import { compiledModel } from '../src/testing.js';
import { fit } from './training.js';

describe('learning rate', () => {
  const optimizers = {
    sgd: () => train.sgd(0.03),
    momentum: () => train.momentum(0.03, 0),
    adam: () => train.adam(0.03),
    adamax: () => train.adamax(0.03),
    rmsprop: () => train.rmsprop(0.03),
    adagrad: () => train.adagrad(0.03),
    adadelta: () => train.adadelta(0.03),
  };

  test.each(Object.entries(optimizers))('a rate of 0 stops %s from changing a weight', async (_name, make) => {
    const optimizer = make();
    const model = compiledModel();
    model.compile({ optimizer, loss: 'meanSquaredError' });
    expect(getLearningRate(optimizer)).toBe(0.03);
    await fit(model, []);
    const before = model.getWeights()[0]?.dataSync();
    await fit(model, []);
    const moved = model.getWeights()[0]?.dataSync();
    expect(moved).not.toEqual(before);
    setLearningRate(optimizer, 0);
    expect(getLearningRate(optimizer)).toBe(0);
    await fit(model, []);
    expect(model.getWeights()[0]?.dataSync()).toEqual(moved);
  });

  test('an optimizer of another kind is refused with a remedy', () => {
    class Lion {
      learningRate = 0.1;
      getClassName() {
        return 'Lion';
      }
    }
    expect(getLearningRate(new Lion() as never)).toBe(0.1);
    expect(() => setLearningRate(new Lion() as never, 1)).toThrow(
      new TypeError(
        'The optimizer Lion has no method `setLearningRate`. Use an optimizer of TensorFlow.js, or give yours a number ' +
          '`learningRate` and a method `setLearningRate(learningRate)`.',
      ),
    );
    expect(() => getLearningRate({ getClassName: () => 'Odd' } as never)).toThrow(
      'The optimizer Odd has no number as `learningRate`.',
    );
  });

  test('an optimizer that does not say its name is called by that of its class', () => {
    class Lamb {
      learningRate = 'auto';
    }
    const remedy =
      'Use an optimizer of TensorFlow.js, or give yours a number `learningRate` and a method ' +
      '`setLearningRate(learningRate)`.';
    expect(() => getLearningRate(new Lamb() as never)).toThrow(
      new TypeError(`The optimizer Lamb has no number as \`learningRate\`. ${remedy}`),
    );
    expect(() => setLearningRate(new Lamb() as never, 1)).toThrow(
      new TypeError(`The optimizer Lamb has no method \`setLearningRate\`. ${remedy}`),
    );
  });

  test('a rate that is no number is refused, and changes nothing', () => {
    const optimizer = train.sgd(0.03);
    expect(() => setLearningRate(optimizer, '0.1' as never)).toThrow(
      new TypeError('setLearningRate: the rate is "0.1". Pass a number.'),
    );
    expect(() => setLearningRate(optimizer, Number.NaN)).toThrow(
      new TypeError('setLearningRate: the rate is NaN. Pass a number.'),
    );
    expect(getLearningRate(optimizer)).toBe(0.03);
  });

  test('a model that is not compiled is named', () => {
    const error = 'The model has no optimizer. Call model.compile() before training.';
    expect(() => setLearningRate(undefined as never, 1)).toThrow(error);
    expect(() => getLearningRate(undefined as never)).toThrow(error);
  });
});
