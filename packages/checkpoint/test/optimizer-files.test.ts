import '@cb-tooling/backend';
import { pathToFileURL } from 'node:url';
import { captureOptimizer, disposeState } from '@cb/core/optimizer';
import { feedEpochs } from '@cb/core/testing';
import { OPTIMIZERS } from '@cb-tooling/backend/optimizers';
import {
  getBackend,
  io,
  mean,
  type Optimizer,
  train as optimizers,
  square,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fileHandler, loadModel, ModelCheckpoint } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';
import { toyModel, train } from './toy-model.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The weights and the optimizer of a model, to the last bit: a float32 survives as a number. */
async function numbersOf({ weights, optimizer }: LayersModel): Promise<object> {
  const { tensors, scalars, ...state } = await captureOptimizer(optimizer);
  const slots = [...tensors, ...scalars].map(({ tensor }) => [...tensor.dataSync()]);
  disposeState({ tensors, scalars });
  return { ...state, slots, weights: weights.map((weight) => [...weight.read().dataSync()]) };
}

async function trained(optimizer: Optimizer | string, epochs = 3): Promise<LayersModel> {
  const model = toyModel({ optimizer });
  await train(model, epochs);
  return model;
}

async function pathOf(model: LayersModel): Promise<string> {
  const path = temporaryDirectory();
  await feedEpochs(new ModelCheckpoint(path), model, [{}]);
  return path;
}

async function checkpointOf(model: LayersModel): Promise<io.ModelArtifacts> {
  return (await fileHandler(await pathOf(model)).load?.()) as io.ModelArtifacts;
}

/** As `model.save()` of TensorFlow.js writes it. */
async function savedByTensorFlow(model: LayersModel): Promise<io.ModelArtifacts> {
  const handler = fileHandler(temporaryDirectory());
  await model.save(handler, { includeOptimizer: true });
  return (await handler.load?.()) as io.ModelArtifacts;
}

const squared = (y: Tensor, p: Tensor) => mean(square(sub(p, y)));

describe.each(OPTIMIZERS)('%s', (name, make) => {
  test.each([0, 3])('goes on from a checkpoint after %d epochs with the same bits', async (epochs) => {
    const model = await trained(make(), epochs);
    const loaded = await loadModel(io.fromMemory(await checkpointOf(model)));
    expect(loaded.optimizer.getConfig()).toEqual(model.optimizer.getConfig());
    expect([loaded.loss, loaded.metrics]).toEqual(['meanSquaredError', ['mae']]);
    await train(model, 2);
    await train(loaded, 2);
    expect(await numbersOf(loaded)).toEqual(await numbersOf(model));
  });

  const isCompiled = name !== 'Adamax';

  test(`is loaded by TensorFlow.js, ${isCompiled ? 'compiled' : 'which has no way to restore it, uncompiled'}`, async () => {
    const model = await trained(make());
    const artifacts = await checkpointOf(model);
    const loaded = await loadLayersModel(io.fromMemory(artifacts));
    expect(loaded.optimizer?.getConfig()).toEqual(isCompiled ? model.optimizer.getConfig() : undefined);
    if (isCompiled) expect(loaded.optimizer.iterations).toBe(model.optimizer.iterations);
  });

  test.runIf(getBackend() === 'tensorflow')('is loaded by the file handler of tfjs-node', async () => {
    const model = await trained(make());
    const loaded = await loadLayersModel(`${pathToFileURL(await pathOf(model))}/model.json`);
    expect(loaded.optimizer?.iterations).toBe(isCompiled ? 6 : undefined);
  });
});

describe('the metadata of the user', () => {
  test.each([undefined, {}, { classes: ['cat', 'dog'] }])('%j comes back alone', async (metadata) => {
    const model = await trained('adam');
    if (metadata) model.setUserDefinedMetadata(metadata);
    const artifacts = await checkpointOf(model);
    const values = { iterations: 6, learningRate: 0.001 };
    const own = { optimizer: { className: 'Adam', values } };
    expect(artifacts.userDefinedMetadata).toMatchObject({ ...metadata, '@cb/checkpoint': own });
    const isEmpty = Object.keys(metadata ?? {}).length === 0;
    const loaded = await loadModel(io.fromMemory(artifacts));
    expect(loaded.getUserDefinedMetadata()).toEqual(isEmpty ? undefined : metadata);
    expect(model.getUserDefinedMetadata()).toEqual(metadata);
  });

  test('keeps nothing of an optimizer that was replaced', async () => {
    const model = await loadLayersModel(io.fromMemory(await checkpointOf(await trained('adamax'))));
    expect(model.getUserDefinedMetadata()).toHaveProperty(['@cb/checkpoint', 'trainingConfig']);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const { userDefinedMetadata } = await checkpointOf(model);
    expect(userDefinedMetadata).not.toHaveProperty(['@cb/checkpoint', 'trainingConfig']);
    expect(userDefinedMetadata).toHaveProperty(['@cb/checkpoint', 'optimizer', 'className'], 'SGD');
  });
});

describe('a checkpoint that TensorFlow.js loaded and saved after more training', () => {
  test('goes on from what TensorFlow.js saved', async () => {
    const between = await loadLayersModel(io.fromMemory(await checkpointOf(await trained('adam'))));
    await train(between, 2);
    const artifacts = await savedByTensorFlow(between);
    expect(artifacts.userDefinedMetadata).toHaveProperty(['@cb/checkpoint']);
    const [ours, theirs] = [await loadModel(io.fromMemory(artifacts)), await loadLayersModel(io.fromMemory(artifacts))];
    expect(await numbersOf(ours)).toEqual(await numbersOf(theirs));
  });

  test('with another optimizer after as many steps goes on with that', async () => {
    const between = await loadLayersModel(io.fromMemory(await checkpointOf(await trained('adagrad'))));
    between.compile({ optimizer: optimizers.adam(0.25), loss: 'meanSquaredError' });
    await train(between, 3);
    const artifacts = await savedByTensorFlow(between);
    const [ours, theirs] = [await loadModel(io.fromMemory(artifacts)), await loadLayersModel(io.fromMemory(artifacts))];
    expect(await numbersOf(ours)).toEqual(await numbersOf(theirs));
  });

  test('with another learning rate goes on with that', async () => {
    const between = await loadLayersModel(io.fromMemory(await checkpointOf(await trained('adagrad'))));
    Object.assign(between.optimizer, { learningRate: 0.25 });
    const loaded = await loadModel(io.fromMemory(await savedByTensorFlow(between)));
    expect(loaded.optimizer.getConfig()).toMatchObject({ learningRate: 0.25 });
  });
});

describe('an optimizer that is passed to loadModel()', () => {
  const compile = { loss: squared, metrics: ['mae'] };

  test.each(['adam', 'adamax'])('%s by name has the saved state and the saved learning rate', async (name) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const model = toyModel({ optimizer: name, ...compile });
    Object.assign(model.optimizer, { learningRate: 0.01 });
    await train(model, 3);
    const loaded = await loadModel(io.fromMemory(await checkpointOf(model)), { optimizer: name, ...compile });
    await train(model, 2);
    await train(loaded, 2);
    expect(await numbersOf(loaded)).toEqual(await numbersOf(model));
  });

  test('as an instance has the saved state and its own learning rate', async () => {
    const artifacts = await checkpointOf(await trained(optimizers.adam(0.01)));
    const saved = await loadModel(io.fromMemory(artifacts));
    const loaded = await loadModel(io.fromMemory(artifacts), { optimizer: optimizers.adam(0.5) });
    Object.assign(saved.optimizer, { learningRate: 0.5 });
    expect(await numbersOf(loaded)).toEqual(await numbersOf(saved));
  });
});
