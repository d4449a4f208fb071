import '@cb-tooling/backend';
import { readdirSync, readFileSync } from 'node:fs';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { decodeFile, formatOf, type KerasFormat } from '../../src/keras/index.js';
import { loadModel } from '../../src/load/load-model.js';
import { loadWeights } from '../../src/load/load-weights.js';

interface Listed {
  shape: number[];
  data: number[];
}

const folder = new URL('fixtures/', import.meta.url);
const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const handler = (artifacts: object) => ({ load: async () => artifacts });
const given = ({ shape, data }: Listed) => tensor(data, shape);

/** TensorFlow.js, Keras and their backends add up in another order: single precision leaves some of 1e-7 a sum. */
const TOLERANCE = 1e-5;

function expectToPredict(model: LayersModel, inputs: Listed, expected: Listed[]): void {
  const outputs = model.predict(given(inputs)) as Tensor[];
  for (const [index, output] of outputs.entries()) {
    const wanted = expected[index]?.data ?? [];
    const difference = Math.max(...[...output.dataSync()].map((value, at) => Math.abs(value - (wanted[at] as number))));
    expect(difference).toBeLessThan(TOLERANCE);
  }
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('recorded by %s', (json) => {
  const { inputs, targets, predictions, afterAStep } = JSON.parse(readFileSync(new URL(json, folder), 'utf8'));
  const version = json.replace(/\.json$/, '');
  const isThere = (ending: string) => readdirSync(folder).includes(version + ending);

  test.each(['.keras', '.h5'].filter(isThere))(
    'a whole model in %s predicts and goes on training as in Keras',
    async (ending) => {
      const { artifacts, leftOut } = await decodeFile(formatOf(ending) as KerasFormat, bytesOf(version + ending));
      expect(leftOut).toEqual([]);
      const model = await loadModel(handler(artifacts));
      expectToPredict(model, inputs, predictions);
      await model.trainOnBatch(given(inputs), targets.map(given));
      expectToPredict(model, inputs, afterAStep);
    },
  );

  test.each(['.weights.h5', '.safetensors'].filter(isThere))('weights in %s find their places', async (ending) => {
    const whole = await decodeFile('keras', bytesOf(`${version}.keras`));
    const model = await loadModel(handler(whole.artifacts), { compile: false });
    model.setWeights(model.getWeights().map((weight) => tensor(new Float32Array(weight.size), weight.shape)));
    const format = formatOf(ending) as KerasFormat;
    const { artifacts } = await decodeFile(format, bytesOf(version + ending), model.toJSON(null, false) as object);
    await loadWeights(model, handler(artifacts));
    expectToPredict(model, inputs, predictions);
  });
});

test('a dataset in another file is not read', async () => {
  await expect(decodeFile('h5', bytesOf('external.h5'))).rejects.toThrow('it is no .h5 file, or is damaged');
});

test('a dataset that is put together from others is refused', async () => {
  await expect(decodeFile('h5', bytesOf('virtual.h5'))).rejects.toThrow(
    'its kernel is put together from other datasets',
  );
});

test('a compressed dataset is read', async () => {
  const { artifacts } = await decodeFile('h5', bytesOf('compressed.h5'));
  expect([...new Float32Array(artifacts.weightData as ArrayBuffer)]).toEqual(
    Array.from({ length: 64 }, (_, index) => index),
  );
});
