import '@cb-tooling/backend';
import {
  model as functional,
  initializers,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { loadWeights } from '../../src/index.js';
import { decodeFile, type KerasFormat, outlineOf, refuseNames } from '../../src/keras/index.js';
import { encodeSafetensors } from '../../src/keras/safetensors.js';
import { predictions } from '../toy-model.js';
import { bytesOf } from './bytes-of.js';

const WEIGHTS: KerasFormat[] = ['h5', 'weights.h5', 'safetensors'];

/** A model of dense layers that all are of the same shape. */
const inARow = (...names: (string | undefined)[]) =>
  sequential({
    layers: names.map((name) =>
      layers.dense({ units: 2, useBias: false, inputShape: [2], ...(name !== undefined && { name }) }),
    ),
  });

/** Two models of one layer each in a row, and a layer of this name. */
function twoInARow(name: string): LayersModel {
  const x = input({ shape: [2] });
  const last = layers.dense({ units: 2, useBias: false, name });
  const y = inARow(undefined).apply(inARow(undefined).apply(x)) as SymbolicTensor;
  return functional({ inputs: x, outputs: last.apply(y) as SymbolicTensor });
}

async function load(model: LayersModel, format: KerasFormat, bytes: Uint8Array): Promise<void> {
  const { artifacts } = await decodeFile(format, bytes, outlineOf(model));
  await loadWeights(model, { load: async () => artifacts });
}

describe.each(WEIGHTS)('no weight is lost in .%s', (format) => {
  test.each([
    ['a layer with the name that Keras would give to another one', () => inARow(undefined, 'dense')],
    ['a layer with the name that Keras would give to one in a model', () => twoInARow('sequential/dense')],
    ['layers with the names that TensorFlow.js gives', () => inARow('a', 'a/b', undefined)],
  ])('of %s', async (_, make) => {
    const [model, other] = [make(), make()];
    const bytes = await bytesOf(format, model, false);
    expect((await decodeFile(format, bytes, outlineOf(model))).artifacts.weightSpecs).toHaveLength(
      model.weights.length,
    );
    await load(other, format, bytes);
    expect(predictions(other)).toEqual(predictions(model));
  });
});

test.each(WEIGHTS)(
  'layers with other names get their weights in order in .%s, those that are not trained too',
  async (format) => {
    const normalized = (...names: [string, string]) =>
      sequential({ layers: names.map((name) => layers.batchNormalization({ name, inputShape: [2], ...random })) });
    const initializer = () => initializers.randomUniform({ minval: 1, maxval: 2 });
    const random = {
      betaInitializer: initializer(),
      gammaInitializer: initializer(),
      movingMeanInitializer: initializer(),
      movingVarianceInitializer: initializer(),
    };
    const [model, other] = [normalized('a', 'b'), normalized('c', 'd')];
    await load(other, format, await bytesOf(format, model, false));
    expect(predictions(other)).toEqual(predictions(model));
  },
);

describe('weights whose names stand for other places are refused', () => {
  test('in .safetensors', async () => {
    const bytes = await bytesOf('safetensors', inARow('a', 'b'), false);
    await expect(decodeFile('safetensors', bytes, outlineOf(inARow('b', 'c')))).rejects.toThrow(
      'it has no weight c/kernel, and its weight b/kernel is not where the model has it',
    );
  });

  test('in .h5, where a layer is in another place', async () => {
    const bytes = await bytesOf('h5', inARow('a', 'b'), false);
    await expect(decodeFile('h5', bytes, outlineOf(inARow('b', 'c')))).rejects.toThrow(
      'it has no layer c, and its layer b is not where the model has it',
    );
  });

  test('in .h5, where a layer of a model in it is in another place', async () => {
    const inModel = (...names: string[]) => {
      const x = input({ shape: [2] });
      return functional({ inputs: x, outputs: inARow(...names).apply(x) as SymbolicTensor });
    };
    const bytes = await bytesOf('h5', inModel('a', 'b'), false);
    await expect(decodeFile('h5', bytes, outlineOf(inModel('b', 'c')))).rejects.toThrow(
      'it has no weight c/kernel, and its weight b/kernel is not where the model has it',
    );
  });

  test('in .h5, but not where it is in the same place', async () => {
    const [model, other] = [inARow('first', 'last'), inARow(undefined, 'last')];
    await load(other, 'h5', await bytesOf('h5', model, false));
    expect(predictions(other)).toEqual(predictions(model));
  });

  test('in .h5, but not where only their order differs', async () => {
    const model = inARow('a', 'b');
    const other = inARow('b', 'a');
    await load(other, 'h5', await bytesOf('h5', model, false));
    for (const { originalName } of model.weights) {
      const [one, same] = [model, other].map((each) =>
        each.weights.find((weight) => weight.originalName === originalName),
      );
      expect(same?.read().dataSync()).toEqual(one?.read().dataSync());
    }
  });
});

describe('a .safetensors file of Keras', () => {
  const tensor = (value: number) => ({
    shape: [2, 2],
    dtype: 'float32' as const,
    data: new Float32Array(4).fill(value),
  });
  const file = async (tensors: Record<string, number>) => {
    const chunks = encodeSafetensors(
      new Map(Object.entries(tensors).map(([name, value]) => [name, tensor(value)])),
      {},
    );
    return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
  };
  const inOuter = () => {
    const x = input({ shape: [2] });
    return functional({ inputs: x, outputs: inARow(undefined, undefined).apply(x) as SymbolicTensor });
  };
  const values = (model: LayersModel) => model.weights.map((weight) => weight.read().dataSync()[0]);

  test('may leave out the models around a layer', async () => {
    const model = inOuter();
    await load(model, 'safetensors', await file({ 'dense_1/kernel': 1, 'dense/kernel': 2 }));
    expect(values(model)).toEqual([2, 1]);
  });

  test('may have the names of TensorFlow.js, in any order', async () => {
    const model = inARow(undefined, undefined);
    const [first, second] = model.weights.map(({ originalName }) => originalName) as [string, string];
    await load(model, 'safetensors', await file({ [second]: 1, [first]: 2 }));
    expect(values(model)).toEqual([2, 1]);
  });

  test('with one weight is not for a model that has two of that name', async () => {
    const model = twoInARow('out');
    const [first] = model.weights;
    await expect(load(model, 'safetensors', await file({ 'dense/kernel': 1, 'out/kernel': 2 }))).rejects.toThrow(
      `the weights in the checkpoint do not fit the model: ${first?.originalName} is not among dense/kernel, out/kernel`,
    );
  });
});

describe('a model with names that an HDF5 file cannot hold is refused, and before anything is written', () => {
  test.each([
    [['top_level_model_weights', 'b'], 'its layer top_level_model_weights has a name that Keras keeps for itself'],
    [['a', 'a/a', 'a/a/kernel'], 'its weight a/kernel and its layer a/a/kernel would lie in one place'],
    [['a', 'a/a/kernel/b'], 'its weight a/kernel and its layer a/a/kernel/b would lie in one place'],
    [['a//b'], 'its layer a//b has a name that is no path in an HDF5 file'],
    [['a/../b'], 'its layer a/../b has a name that is no path in an HDF5 file'],
  ])('%j', async (names, fault) => {
    const model = inARow(...names);
    expect(() => refuseNames('h5', outlineOf(model))).toThrow(
      `a .h5 file cannot hold the model: ${fault}. Rename its layers, or save to a path with another ending.`,
    );
    for (const isWhole of [true, false]) await expect(bytesOf('h5', model, isWhole)).rejects.toThrow(new Error(fault));
    for (const format of ['keras', 'weights.h5', 'safetensors'] as const) {
      expect(() => refuseNames(format, outlineOf(model))).not.toThrow();
      await bytesOf(format, model, false);
    }
  });

  test('with layers of a model in it', async () => {
    const x = input({ shape: [2] });
    const model = functional({ inputs: x, outputs: inARow('a', 'a/kernel').apply(x) as SymbolicTensor });
    await expect(bytesOf('h5', model, false)).rejects.toThrow(
      'its weight a/kernel and its weight a/kernel/kernel would lie in one place',
    );
  });

  test.each(['h5', 'keras', 'weights.h5', 'safetensors'] as const)('but not one with others, in .%s', (format) => {
    for (const model of [inARow('a', 'a/b', 'b'), twoInARow('c')]) refuseNames(format, outlineOf(model));
  });
});
