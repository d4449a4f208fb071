import '@cb-tooling/backend';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelCheckpoint } from '@cb/checkpoint';
import { feedEpochs } from '@cb/core/testing';
import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { MODELS } from '../src/models.js';
import { converterPython, runIn } from '../src/python.js';
import { Differences } from '../src/table.js';
import { difference, listed, predict, seededInputs, seedWeights } from '../src/values.js';

const NAMES = Object.keys(MODELS);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interop-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const differences = new Differences();
afterAll(() => differences.print('A directory of TensorFlow.js elsewhere: the greatest difference of predictions'));

test.skipIf(io.getLoadHandlers('file://model.json').length === 0)(
  'a directory predicts the same when tfjs-node itself loads it',
  async () => {
    for (const name of NAMES) {
      const model = await write(name);
      const inputs = seededInputs(model);
      const loaded = await loadLayersModel(`file://${join(folder, fileOf(name), 'model.json')}`);
      const worst = difference(predict(loaded, inputs), predict(model, inputs).map(listed));
      differences.add(name, 'tfjs-node', worst);
      expect.soft(worst, name).toBe(0);
    }
  },
  60_000,
);

/** TensorFlow.js writes the cells among the options of their layer too, which Keras refuses. */
const NOT_CONVERTIBLE = ['stacked cells'];

/** For `pnpm verify interop`: the converter is an installation of 2.9 GB. It writes the files of Keras 2. */
test.skipIf(converterPython === undefined)(
  "a directory predicts the same in Keras 2, converted by TensorFlow.js's own converter",
  async () => {
    const jobs = [];
    for (const name of NAMES.filter((one) => !NOT_CONVERTIBLE.includes(one))) {
      const model = await write(name);
      const inputs = seededInputs(model);
      const expected = { inputs: inputs.map(listed), outputs: predict(model, inputs).map(listed) };
      jobs.push({ name, file: `${fileOf(name)}.h5`, architecture: null, ...expected });
    }
    writeFileSync(join(folder, 'jobs.json'), JSON.stringify(jobs));
    runIn(converterPython as string, 'convert.py', folder);
    runIn(converterPython as string, 'load.py', 'tf_keras', folder);
    const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
    for (const [index, { name }] of jobs.entries()) {
      const { error, difference: worst = Number.POSITIVE_INFINITY } = results[index];
      differences.add(name, 'converter', error ? 'fails' : worst);
      expect.soft(worst, error ?? name).toBeLessThan(1e-5);
    }
  },
  600_000,
);

const fileOf = (name: string) => name.replace(/\W/g, '_');

/** Saves a model with the callback. It was trained for a step: the state of its optimizer is saved with it. */
async function write(name: string): Promise<LayersModel> {
  const model = (MODELS[name] as (typeof MODELS)[string])();
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  seedWeights(model);
  const inputs = seededInputs(model);
  // TensorFlow.js cannot train a batch normalization without scale.
  if (name !== 'convolution') await model.trainOnBatch(inputs, predict(model, inputs));
  await feedEpochs(new ModelCheckpoint(join(folder, fileOf(name))), model, [{ loss: 0 }]);
  return model;
}
