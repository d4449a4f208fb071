import '@cb-tooling/backend';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { add, mul, serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  type LayerVariable,
  layers,
  model,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { loadWeights } from '../../src/index.js';
import { Hdf5Reader } from '../../src/keras/hdf5-reader.js';
import type { KerasFormat } from '../../src/keras/index.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { predictions, toyModel } from '../toy-model.js';
import { bytesOf } from './bytes-of.js';

/** A layer with a weight that is trained, and one that is not. */
class Scaled extends layers.Layer {
  static className = 'Scaled';
  #factor: LayerVariable | undefined;
  #offset: LayerVariable | undefined;

  override build(): void {
    const random = initializers.randomUniform({ minval: 1, maxval: 2 });
    this.#offset = this.addWeight('offset', [1], 'float32', random, undefined, false);
    this.#factor = this.addWeight('factor', [1], 'float32', random);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    const [factor, offset] = [this.#factor as LayerVariable, this.#offset as LayerVariable];
    return tidy(() => add(mul(x as Tensor, factor.read()), offset.read()));
  }
}
serialization.registerClass(Scaled);

const flat = () =>
  sequential({ layers: [layers.dense({ units: 2, inputShape: [2] }), new Scaled({}), layers.dense({ units: 1 })] });

/** With weights of both kinds in one layer of the outermost model, in which those that are trained come first. */
function nested(): LayersModel {
  const x = input({ shape: [2] });
  const inner = sequential({ layers: [new Scaled({ inputShape: [2] }), layers.batchNormalization(), new Scaled({})] });
  return model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(inner.apply(x)) as never });
}

const FORMATS: KerasFormat[] = ['h5', 'weights.h5', 'safetensors'];

async function saved(format: KerasFormat, of: LayersModel): Promise<string> {
  const path = join(temporaryDirectory(), `weights.${format}`);
  writeFileSync(path, await bytesOf(format, of, false));
  return path;
}

describe.each(FORMATS)('the weights alone of a model with a layer of its own class, in .%s', (format) => {
  test.each([
    ['in a row', flat],
    ['in a model of the model', nested],
  ])('are loaded into another such model: %s', async (_, make) => {
    const [trained, other] = [make(), make()];
    expect(predictions(other)).not.toEqual(predictions(trained));
    await loadWeights(other, await saved(format, trained));
    expect(predictions(other)).toEqual(predictions(trained));
  });

  test('are loaded into the same model', async () => {
    const trained = nested();
    const path = await saved(format, trained);
    const before = predictions(trained);
    trained.setWeights(nested().getWeights());
    await loadWeights(trained, path);
    expect(predictions(trained)).toEqual(before);
  });
});

test('in .h5 they are in the order of Keras: those of a layer of the model that are trained before the others', async () => {
  const model = nested();
  const bytes = await bytesOf('h5', model, false);
  const names = await Hdf5Reader.read(bytes, (file) => file.texts(model.layers[1]?.name as string, 'weight_names'));
  expect(names.map((name) => name.split('/')[1])).toEqual([
    'factor',
    'gamma',
    'beta',
    'factor',
    'offset',
    'moving_mean',
    'moving_variance',
    'offset',
  ]);
});

test.each([
  ['h5', 'it has weights of 2 layers, and the model has 3 layers with weights'],
  ['weights.h5', 'it has no layers/scaled/vars/0, which is SCALED/factor of the model'],
] as const)('a model that a .%s file does not fit is not told that its own class is unknown', async (format, what) => {
  const path = await saved(format, toyModel());
  const model = flat();
  const fault = what.replace('SCALED', model.layers[1]?.name as string);
  await expect(loadWeights(model, path)).rejects.toThrow(
    `loadWeights: cannot load "${path}" (${fault}). Pass another path.`,
  );
});
