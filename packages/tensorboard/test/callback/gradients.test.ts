import '@cb-tooling/backend';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model as modelOf, regularizers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { gradientData, gradientsOf } from '../../src/callback/gradients.js';
import type { Samples } from '../../src/callback/tensorboard-options.js';

const ROWS = 5;

/** What one step of SGD with a rate of 1 takes off each weight, when it sees all samples at once. */
async function stepOfTraining(model: LayersModel, x: Samples, y: Samples): Promise<Record<string, number[]>> {
  const read = () =>
    Object.fromEntries(model.trainableWeights.map((weight) => [weight.name, weight.read().dataSync().slice()]));
  const before = read();
  await model.fit(x, y, { batchSize: ROWS, epochs: 1, shuffle: false, verbose: 0 });
  const after = read();
  return Object.fromEntries(
    Object.entries(before).map(([name, values]) => [
      name,
      Array.from(values, (value, index) => value - Number(after[name]?.[index])),
    ]),
  );
}

/** The gradients by the names of the weights, in portions of so many samples. */
function gradients(model: LayersModel, x: Samples, y: Samples, batchSize: number): Record<string, number[]> {
  const found = gradientsOf(model, gradientData(model, { x, y }, batchSize));
  const entries = model.trainableWeights.map((weight) => {
    const { name } = weight.read() as tf.Variable;
    return [weight.name, Array.from(found[name]?.dataSync() ?? [])] as const;
  });
  tf.dispose(found);
  return Object.fromEntries(entries);
}

function expectClose(actual: Record<string, number[]>, expected: Record<string, number[]>) {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    expect(actual[name]).toHaveLength(values.length);
    // float32, and a difference of weights of the size of 1
    for (const [index, value] of values.entries()) expect(actual[name]?.[index]).toBeCloseTo(value, 4);
  }
}

function dense(): LayersModel {
  const l2 = regularizers.l2({ l2: 0.3 });
  const model = sequential({
    layers: [
      layers.dense({ units: 3, inputShape: [2], activation: 'tanh', kernelRegularizer: l2 }),
      layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(1), loss: 'categoricalCrossentropy' });
  return model;
}

const random = (columns: number) => tf.randomUniform([ROWS, columns], -1, 1, 'float32', columns);

test.each([1, 2, 5, 32])('portions of %i samples give the gradients of the loss over all', async (batchSize) => {
  const model = dense();
  const [x, y] = [random(2), tf.softmax(random(2))];
  const found = gradients(model, x, y, batchSize);
  expectClose(found, await stepOfTraining(model, x, y));
});

test('the losses of several outputs are added up, inputs and targets go by name', async () => {
  const [a, b] = [input({ shape: [2], name: 'a' }), input({ shape: [3], name: 'b' })];
  const both = layers.concatenate().apply([layers.dense({ units: 2 }).apply(a), b] as never) as never;
  const outputs = [
    layers.dense({ units: 1, name: 'value' }).apply(both),
    layers.dense({ units: 2, name: 'kind', activation: 'softmax' }).apply(both),
  ];
  const model = modelOf({ inputs: [a, b], outputs: outputs as never });
  model.compile({ optimizer: tf.train.sgd(1), loss: ['meanAbsoluteError', 'categoricalCrossentropy'] });
  const x = { b: random(3), a: random(2) };
  const y = { kind: tf.softmax(random(2)), value: random(1) };
  const found = gradients(model, x, y, 2);
  expectClose(found, gradients(model, [x.a, x.b], [y.value, y.kind], 5));
  expectClose(found, await stepOfTraining(model, x, y));
});

test('layers run as in prediction: no dropout, no new moving averages; a frozen layer has no gradient', () => {
  const model = sequential({
    layers: [
      layers.dense({ units: 4, inputShape: [2], trainable: false }),
      layers.batchNormalization(),
      layers.dropout({ rate: 0.9 }),
      layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const [x, y] = [random(2), random(1)];
  const weights = () => model.getWeights().map((weight) => Array.from(weight.dataSync()));
  const before = weights();
  const tensors = tf.memory().numTensors;
  const first = gradients(model, x, y, 2);
  expect(gradients(model, x, y, 2)).toEqual(first);
  expect(weights()).toEqual(before);
  expect(Object.keys(first)).toHaveLength(4);
  expect(model.optimizer.iterations).toBe(0);
  expect(
    (model.optimizer as tf.AdamOptimizer as unknown as { accumulatedFirstMoment: unknown[] }).accumulatedFirstMoment,
  ).toEqual([]);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('classes are numbers for a sparse loss, and vectors for another', async () => {
  const model = sequential({
    layers: [layers.dense({ units: 3, inputShape: [2], activation: 'softmax', name: 'kind' })],
  });
  model.compile({ optimizer: tf.train.sgd(1), loss: 'sparseCategoricalCrossentropy' });
  const [x, y] = [random(2), tf.tensor2d([0, 1, 2, 0, 1], [ROWS, 1])];
  const found = gradients(model, x, y, 2);
  expectClose(found, await stepOfTraining(model, x, y));
  const vectors = () => gradientData(model, { x, y: random(3) }, 2);
  expect(vectors).toThrow('has targets of the shape [5,3] for the output `kind`. Pass [samples, 1].');
});

test('samples of one number each may be a list, as in fit()', () => {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const [x, y] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([2, 4, 5])];
  const before = tf.memory().numTensors;
  const found = gradients(model, x, y, 2);
  expectClose(found, gradients(model, tf.reshape(x, [3, 1]), tf.reshape(y, [3, 1]), 2));
  // The two that were reshaped here.
  expect(tf.memory().numTensors).toBe(before + 2);
});
