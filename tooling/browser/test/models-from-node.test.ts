import '@cb-tooling/backend';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { whySkipped } from '../chromium.js';
import { ModelCheckpoint, tf } from '../page/lab.js';
import { test } from '../src/test.js';

const MODELS: Readonly<Record<string, () => tf.LayersModel>> = {
  dense: () => stack(tf.layers.dense({ units: 3, inputShape: [4], activation: 'tanh' })),
  convolutional: () =>
    stack(
      // A bias before the normalization has no gradient but noise, of which Adam makes whole steps.
      tf.layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 2], useBias: false }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
    ),
  recurrent: () => stack(tf.layers.lstm({ units: 4, inputShape: [5, 3], recurrentActivation: 'sigmoid' })),
};

function stack(...layers: tf.layers.Layer[]): tf.LayersModel {
  const model = tf.sequential({ layers: [...layers, tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  model.setWeights(model.getWeights().map(({ shape }, seed) => tf.randomUniform(shape, 0.1, 0.6, 'float32', seed)));
  return model;
}

const flat = (tensor: unknown): number[] => [...(tensor as tf.Tensor).dataSync()];

describe.skipIf(whySkipped())('a model that ModelCheckpoint wrote in Node.js, over HTTP', () => {
  // WASM cannot train convolutions.
  const names = Object.keys(MODELS).filter((name) => name !== 'convolutional' || tf.getBackend() !== 'wasm');
  test.for(names)('predicts the same, and goes on training: the %s one', async (name, { site, tab }) => {
    const model = (MODELS[name] as () => tf.LayersModel)();
    const shape = [8, ...((model.inputs[0] as tf.SymbolicTensor).shape.slice(1) as number[])];
    const [xs, ys] = [tf.randomUniform(shape, -1, 1, 'float32', 1), tf.randomUniform([8, 1], -1, 1, 'float32', 2)];
    const saves = ['', '.keras', '.h5'].map((ending) => new ModelCheckpoint(join(site.folder, `${name}${ending}`)));
    await model.fit(xs, ys, { epochs: 2, shuffle: false, verbose: 0, callbacks: saves });
    const inNode = flat(model.predict(xs));
    await model.fit(xs, ys, { epochs: 1, shuffle: false, verbose: 0 });
    const continuedInNode = flat(model.predict(xs));

    const samples = {
      shape,
      xs: flat(xs),
      ys: flat(ys),
      url: `${name}/model.json`,
      files: [`${name}.keras`, `${name}.h5`],
    };
    const { inBrowser, continued } = await tab.run(async ({ tf, loadModel }, { shape, url, files, ...samples }) => {
      const [xs, ys] = [tf.tensor(samples.xs, shape), tf.tensor(samples.ys, [8, 1])];
      const predict = (model: tf.LayersModel) => [...(model.predict(xs) as tf.Tensor).dataSync()];
      const inBrowser = [predict(await tf.loadLayersModel(url))];
      const continued = [];
      for (const path of [url, ...files]) {
        const model = await loadModel(path);
        inBrowser.push(predict(model));
        await model.fit(xs, ys, { epochs: 1, shuffle: false, verbose: 0 });
        continued.push(predict(model));
      }
      return { inBrowser, continued };
    }, samples);
    expect([inBrowser.length, continued.length]).toEqual([4, 3]);
    for (const one of inBrowser) expect(greatestDifference(one, inNode)).toBeLessThan(1e-6);
    for (const one of continued) expect(greatestDifference(one, continuedInNode)).toBeLessThan(1e-6);
  });
});

function greatestDifference(actual: number[], expected: number[]): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...actual.map((value, index) => Math.abs(value - (expected[index] as number))));
}
