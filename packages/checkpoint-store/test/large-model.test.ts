import '@cb-tooling/backend';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { ones, zeros } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { freshStore, keysBelow, serverTest, theServer, useServer } from './s3.js';

useServer();

const MEBIBYTE = 1024 * 1024;

serverTest(
  'a model of 104 MB goes in pieces of 16 MiB, and comes back with the same bits',
  async () => {
    const { root, store } = freshStore();
    const kernelInitializer = { className: 'RandomUniform', config: { seed: 1 } } as never;
    const model = sequential({
      // Those of the first layer have no size that others could be cut by.
      layers: [
        layers.dense({ units: 1000, inputShape: [9] }),
        layers.dense({ units: 26_000, kernelInitializer }),
        layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const checkpoint = new ModelCheckpoint(store.at('large'));
    const [xs, ys] = [ones([1, 9]), zeros([1, 1])];
    await model.fit(xs, ys, { epochs: 1, verbose: 0, callbacks: [checkpoint] });
    const sizes = keysBelow(root)
      .filter((key) => key.endsWith('.bin'))
      .map((key) => statSync(join(theServer().bucket, root, key)).size);
    expect(sizes.filter((size) => size === 16 * MEBIBYTE)).toHaveLength(6);
    expect(sizes).toHaveLength(7);
    const loaded = await loadModel(store.at('large'));
    const [before, after] = [model, loaded].map((one) => one.getWeights().map((weight) => weight.dataSync()));
    for (const [index, values] of (before ?? []).entries()) {
      expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(after?.[index]?.buffer as ArrayBuffer))).toBe(0);
    }
  },
  180_000,
);
