import '@cb-tooling/backend';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { feedEpochs } from '@cb/core/testing';
import { type Optimizer, train as optimizers, randomUniform } from '@tensorflow/tfjs-core';
import {
  model as functional,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { afterAll, afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { kerases, runPython, whySkipped } from '../src/python.js';
import { Differences } from '../src/table.js';
import { difference, given, listed, predict, seedWeights } from '../src/values.js';

/** Adadelta is not among them: its steps differ, as a warning says. Nor is centered RMSProp, which TensorFlow.js can make NaN. */
const OPTIMIZERS: Readonly<Record<string, () => Optimizer>> = {
  SGD: () => optimizers.sgd(0.1),
  momentum: () => optimizers.momentum(0.1, 0.8),
  'Nesterov momentum': () => optimizers.momentum(0.1, 0.8, true),
  Adagrad: () => optimizers.adagrad(1, 0.2),
  RMSprop: () => optimizers.rmsprop(0.01, 0.8),
  'RMSprop with momentum': () => optimizers.rmsprop(0.01, 0.8, 0.5),
  Adam: () => optimizers.adam(0.02, 0.8, 0.99),
  Adamax: () => optimizers.adamax(0.02, 0.8, 0.99),
};

/** Keras 3.15 cannot go on training from any .h5 with the state of an optimizer, its own ones included. */
const FORMATS = { keras: ['keras'], tf_keras: ['h5'] } as const;

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

const differences = new Differences();
afterAll(() => differences.print('The greatest difference after a step more'));

describe.skipIf(whySkipped)('training goes on with the same step', () => {
  test.each(kerases)(
    'in %s from our file',
    async (keras) => {
      const folder = mkdtempSync(join(tmpdir(), 'interop-'));
      const jobs = [];
      for (const [name, make] of Object.entries(OPTIMIZERS)) {
        for (const format of FORMATS[keras as 'keras']) jobs.push(await trainAndWrite(name, make(), format, folder));
      }
      writeFileSync(join(folder, 'jobs.json'), JSON.stringify(jobs));
      const said = runPython('load.py', keras, folder);
      expect(said).not.toMatch(/freshly initialized|Skipping variable/);
      const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
      for (const [index, { name }] of jobs.entries()) {
        const { error, difference: worst } = results[index];
        differences.add(name, `to ${keras}`, error ? 'fails' : worst);
        expect.soft(worst ?? Infinity, `${name} in ${keras}\n${error ?? ''}`).toBeLessThan(1e-5);
      }
      rmSync(folder, { recursive: true });
    },
    600_000,
  );

  test.each(kerases)(
    'from a file of %s',
    async (keras) => {
      const folder = mkdtempSync(join(tmpdir(), 'interop-'));
      runPython('train.py', keras, folder);
      const { models, inputs, targets } = JSON.parse(readFileSync(join(folder, 'saved.json'), 'utf8'));
      for (const { name, files, outputs } of models) {
        for (const file of files) {
          const model = await loadModel(join(folder, file));
          expect.soft(warn.mock.calls, name).toEqual([]);
          await model.trainOnBatch(inputs.map(given), targets.map(given));
          const worst = difference(predict(model, inputs.map(given)), outputs);
          differences.add(name, `from ${keras} ${file.slice(file.indexOf('.'))}`, worst);
          expect.soft(worst, `${file} of ${keras}`).toBeLessThan(1e-5);
        }
      }
      rmSync(folder, { recursive: true });
    },
    600_000,
  );
});

async function trainAndWrite(name: string, optimizer: Optimizer, format: string, folder: string) {
  const model = twoOutputs();
  seedWeights(model);
  model.compile({ optimizer, loss: ['meanSquaredError', 'meanAbsoluteError'], metrics: ['mae'] });
  const x = randomUniform([8, 4], -1, 1, 'float32', 1);
  const y = [randomUniform([8, 2], -1, 1, 'float32', 2), randomUniform([8, 1], -1, 1, 'float32', 3)];
  for (let step = 0; step < 3; step++) await model.trainOnBatch(x, y);
  const file = `${name.replaceAll(' ', '_')}.${format}`;
  await feedEpochs(new ModelCheckpoint(join(folder, file)), model, [{ loss: 0 }]);
  expect.soft(warn.mock.calls, name).toEqual([]);
  await model.trainOnBatch(x, y);
  const batch = { inputs: [listed(x)], train: [[listed(x)], y.map(listed)] };
  return { name, file, architecture: null, ...batch, outputs: predict(model, [x]).map(listed) };
}

/** Trained and frozen layers, in a nested model and beside it. */
function twoOutputs(): LayersModel {
  const inner = sequential({
    layers: [
      layers.dense({ units: 3, inputShape: [4], useBias: false }),
      layers.batchNormalization(),
      layers.dense({ units: 3, trainable: false }),
    ],
  });
  const x = input({ shape: [4] });
  const dense = (units: number, from: SymbolicTensor, name?: string) =>
    layers.dense({ units, ...(name && { name }) }).apply(from) as SymbolicTensor;
  const y = inner.apply(x) as SymbolicTensor;
  return functional({ inputs: x, outputs: [dense(2, y, 'first'), dense(1, dense(2, y), 'second')] });
}
