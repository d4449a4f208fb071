import '@cb-tooling/backend';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { loadModel, loadWeights } from '@cb/checkpoint';
import { mul, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, test } from 'vitest';
import { kerases, runPython, whySkipped } from '../src/python.js';
import { Differences } from '../src/table.js';
import { difference, given, type Listed, predict } from '../src/values.js';

interface Saved {
  name: string;
  /** The first one is a whole model. */
  files: string[];
  inputs: Listed[];
  outputs: Listed[];
}

const differences = new Differences();
afterAll(() => differences.print('Keras to TensorFlow.js: the greatest difference of predictions'));

describe.skipIf(whySkipped)('a model of Keras predicts the same', () => {
  test.each(kerases)(
    'written by %s',
    async (keras) => {
      const folder = mkdtempSync(join(tmpdir(), 'interop-'));
      runPython('save.py', keras, folder);
      const { models } = JSON.parse(readFileSync(join(folder, 'saved.json'), 'utf8')) as { models: Saved[] };
      for (const { name, files, inputs, outputs } of models) {
        let model: LayersModel | undefined;
        for (const file of files) {
          model = await load(join(folder, file), model);
          const worst = difference(predict(model, inputs.map(given)), outputs);
          differences.add(name, `${keras} ${file.slice(file.indexOf('.'))}`, worst);
          expect.soft(worst, `${name} in ${file} of ${keras}`).toBeLessThan(1e-5);
        }
      }
      rmSync(folder, { recursive: true });
    },
    600_000,
  );
});

/** Loads a whole model; weights alone into the model of before, whose own are overwritten first. */
async function load(path: string, model: LayersModel | undefined): Promise<LayersModel> {
  if (!model || /^[^.]+\.(keras|h5)$/.test(basename(path))) return loadModel(path, { compile: false });
  model.setWeights(model.getWeights().map((weight) => mul(weight, 0) as Tensor));
  await loadWeights(model, path);
  return model;
}
