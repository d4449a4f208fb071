import '@cb-tooling/backend';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { loadModel } from '../../src/index.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { run } from './run.js';

interface Listed {
  shape: number[];
  data: number[];
}

const FOLDER = fileURLToPath(new URL('../keras/fixtures/', import.meta.url));
const DONE = { code: 0, out: [], err: [] };
const given = ({ shape, data }: Listed) => tensor(data, shape);

/** TensorFlow.js, Keras and their backends add up in another order: single precision leaves some of 1e-7 a sum. */
const TOLERANCE = 1e-5;

function expectToPredict(model: LayersModel, inputs: Listed, expected: Listed[]): void {
  for (const [index, output] of (model.predict(given(inputs)) as Tensor[]).entries()) {
    const wanted = expected[index]?.data ?? [];
    const differences = [...output.dataSync()].map((value, at) => Math.abs(value - (wanted[at] as number)));
    expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
  }
}

const RECORDED = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''));

describe.each(RECORDED)('files of %s', (version) => {
  const { inputs, targets, predictions, afterAStep } = JSON.parse(readFileSync(`${FOLDER}${version}.json`, 'utf8'));
  const isThere = (ending: string) => existsSync(FOLDER + version + ending);
  const whole = ['.keras', '.h5'].filter(isThere);

  test.each(whole)('a whole model in %s goes on training as in Keras, in every format', async (ending) => {
    const directory = temporaryDirectory();
    for (const to of ['', '.keras', '.h5']) {
      const target = join(directory, `m${to}`);
      expect(await run('convert', `${FOLDER}${version}${ending}`, target)).toEqual(DONE);
      const model = await loadModel(target);
      expectToPredict(model, inputs, predictions);
      await model.trainOnBatch(given(inputs), targets.map(given));
      expectToPredict(model, inputs, afterAStep);
    }
  });

  test.each(['.weights.h5', '.safetensors'].filter(isThere))('weights in %s find their places', async (ending) => {
    const source = `${FOLDER}${version}${ending}`;
    for (const [index, to] of ['', '.keras', '.h5'].entries()) {
      const target = join(temporaryDirectory(), `m${to}`);
      const model = `${FOLDER}${version}${whole[index % whole.length]}`;
      expect(await run('convert', source, target, '--model', model)).toEqual(DONE);
      expectToPredict(await loadModel(target), inputs, predictions);
    }
  });

  test('are whole', async () => {
    const paths = ['.keras', '.h5', '.weights.h5', '.safetensors'].filter(isThere).map((one) => FOLDER + version + one);
    const out = paths.map((path) => `${path}: ok (by what it says of itself)`);
    expect(await run('verify', ...paths)).toEqual({ code: 0, out, err: [] });
  });
});
