// @ts-check
import { oneHot, randomUniform } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';

/**
 * A compiled model of dense layers without bias, units × units each, and so of `count * units * units * 4` bytes. Its
 * optimizer has no state.
 *
 * @param {{ units: number, count: number }} size
 */
export function denseModel({ units, count }) {
  const model = sequential();
  for (let layer = 0; layer < count; layer++) model.add(layers.dense({ units, inputShape: [units], useBias: false }));
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

/** 10 layers of 1581 × 1581 float32: 100 MB. */
export const HUNDRED_MB = { units: 1581, count: 10 };

/**
 * A compiled classifier of two dense layers, and data for it.
 *
 * @param {{ inputs: number, hidden: number, classes: number, samples: number }} size
 */
export function smallClassifier({ inputs, hidden, classes, samples }) {
  const model = sequential();
  model.add(layers.dense({ units: hidden, activation: 'relu', inputShape: [inputs] }));
  model.add(layers.dense({ units: classes, activation: 'softmax' }));
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const xs = randomUniform([samples, inputs]);
  const ys = oneHot(randomUniform([samples], 0, classes, 'int32'), classes);
  return { model, xs, ys };
}
