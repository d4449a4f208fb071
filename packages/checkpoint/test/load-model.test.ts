import '@cb-tooling/backend';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import {
  io,
  keep,
  mean,
  memory,
  mul,
  train as optimizers,
  RMSPropOptimizer,
  SGDOptimizer,
  scalar,
  square,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import {
  model as functional,
  input,
  type LayersModel,
  layers,
  loadLayersModel,
  type ModelCompileArgs,
  metrics,
  sequential,
} from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { fileHandler, loadModel, loadWeights, ModelCheckpoint } from '../src/index.js';
import { unsealed } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { predictions, stateOf, toyModel, train, twoTowers } from './toy-model.js';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

const squared = (y: Tensor, p: Tensor) => mean(square(sub(p, y)));

/** Trains for three epochs; the checkpoint is of the last. */
async function checkpointOf(model: LayersModel, options = {}): Promise<string> {
  const path = join(temporaryDirectory(), 'checkpoint');
  await train(model, 3, [new ModelCheckpoint(path, options)]);
  return path;
}

describe('a checkpoint goes on as if training had not been interrupted', () => {
  test.each([
    ['sgd', () => optimizers.sgd(0.1)],
    ['momentum', () => optimizers.momentum(0.1, 0.9, true)],
    ['adagrad', () => optimizers.adagrad(0.1, 0.2)],
    ['adadelta', () => optimizers.adadelta(0.5, 0.9)],
    ['rmsprop', () => optimizers.rmsprop(0.01, 0.8, 0.5)],
    ['centered rmsprop', () => new RMSPropOptimizer(0.01, 0.8, 0.5, undefined, true)],
    ['adam', () => optimizers.adam(0.02, 0.8, 0.99)],
  ])('%s', async (_, optimizer) => {
    const model = toyModel({ optimizer: optimizer() });
    const path = await checkpointOf(model);
    const loaded = await loadModel(path);
    expect(predictions(loaded)).toEqual(predictions(model));
    expect(await stateOf(loaded.optimizer)).toEqual(await stateOf(model.optimizer));
    expect(loaded.optimizer.getConfig()).toEqual(model.optimizer.getConfig());
    expect(loaded.loss).toBe('meanSquaredError');
    expect(loaded.metrics).toEqual(['mae']);
    await train(model, 2);
    await train(loaded, 2);
    expect(predictions(loaded)).toEqual(predictions(model));
    expect(warn).not.toHaveBeenCalled();
  });

  test('an optimizer before its first step', async () => {
    const path = temporaryDirectory();
    const model = toyModel();
    await model.save(fileHandler(path), { includeOptimizer: true });
    const loaded = await loadModel(path);
    expect(await stateOf(loaded.optimizer)).toEqual([['iter', [0]]]);
  });

  test('an optimizer that does not give its state begins afresh, with one warning a run', async () => {
    class Silent extends SGDOptimizer {
      static override className = 'Silent';
      override async getWeights(): Promise<never> {
        throw new Error('getWeights() is not for you.');
      }
    }
    const model = toyModel({ optimizer: new Silent(0.1) });
    const path = await checkpointOf(model);
    expect(warn.mock.calls).toEqual([
      [
        'ModelCheckpoint: a checkpoint leaves out the state of the optimizer, because TensorFlow.js cannot read it ' +
          '(getWeights() is not for you). Training that goes on from it begins with a fresh optimizer.',
      ],
    ]);
    const loaded = await loadModel(path, { customObjects: { Silent } });
    expect(predictions(loaded)).toEqual(predictions(model));
    expect(loaded.optimizer.getClassName()).toBe('Silent');
    expect(loaded.optimizer.iterations).toBe(0);
  });
});

describe('a model compiled with functions', () => {
  const functions: [string, object][] = [
    ['a loss', { loss: squared }],
    ['a list of losses', { loss: [squared] }],
    ['a metric', { metrics: [metrics.meanAbsoluteError] }],
    ['a single metric', { metrics: squared }],
  ];

  test.each(functions)('%s is loaded by passing it again', async (_, compile) => {
    const model = toyModel(compile);
    const path = await checkpointOf(model);
    expect(warn.mock.calls).toEqual([
      [
        'ModelCheckpoint: a checkpoint leaves out how the model was compiled, because its loss or a metric is a function, ' +
          'which a file cannot hold. Pass `optimizer`, `loss` and `metrics` to loadModel().',
      ],
    ]);
    const loaded = await loadModel(path, { optimizer: 'adam', loss: 'meanSquaredError', ...compile });
    expect(await stateOf(loaded.optimizer)).toEqual(await stateOf(model.optimizer));
    await train(model, 1);
    await train(loaded, 1);
    expect(predictions(loaded)).toEqual(predictions(model));
  });

  test('is told about once in each fit', async () => {
    const checkpoint = new ModelCheckpoint(join(temporaryDirectory(), '{epoch}'));
    const model = toyModel({ loss: squared });
    for (const fit of [1, 2]) {
      await train(model, 2, [checkpoint]);
      expect(warn).toHaveBeenCalledTimes(fit);
    }
  });

  test('says so when it is loaded without them', async () => {
    const path = await checkpointOf(toyModel({ loss: squared }));
    const message =
      `loadModel: "${path}" does not say how the model was compiled. ` +
      'Pass `optimizer` and `loss`, and `metrics` if any, or `compile: false` for a model that is not to be trained.';
    await expect(loadModel(path)).rejects.toThrow(message);
    await expect(loadModel(path, { loss: squared as never })).rejects.toThrow(message);
    expect((await loadModel(path, { compile: false })).optimizer).toBeUndefined();
    expect((await loadLayersModel(fileHandler(path))).optimizer).toBeUndefined();
  });
});

describe('what is passed replaces what was saved', () => {
  test('another optimizer begins afresh', async () => {
    const path = await checkpointOf(toyModel());
    for (const optimizer of ['sgd', 'rmsprop', 'adamax', 'momentum']) {
      const loaded = await loadModel(path, {
        optimizer: optimizer === 'momentum' ? optimizers.momentum(0.1, 0.9) : optimizer,
      });
      expect(loaded.loss).toBe('meanSquaredError');
      if (optimizer !== 'adamax') expect(await stateOf(loaded.optimizer)).toEqual([['iter', [0]]]);
    }
  });

  test('a loss or metrics leave the optimizer as it was saved', async () => {
    const model = toyModel();
    const path = await checkpointOf(model);
    const loaded = await loadModel(path, { loss: 'meanAbsoluteError', metrics: ['mse'] });
    expect([loaded.loss, loaded.metrics]).toEqual(['meanAbsoluteError', ['mse']]);
    expect(await stateOf(loaded.optimizer)).toEqual(await stateOf(model.optimizer));
  });

  test('compile: false gives a model that is not compiled', async () => {
    const loaded = await loadModel(await checkpointOf(toyModel()), { compile: false });
    expect(loaded.optimizer).toBeUndefined();
    expect(loaded.loss).toBeUndefined();
  });
});

describe('models of every kind', () => {
  test('two outputs, with losses and metrics by name', async () => {
    const x = input({ shape: [2], name: 'x' });
    const outputs = ['a', 'b'].map((name) => layers.dense({ units: 1, name }).apply(x)) as never;
    const model = functional({ inputs: x, outputs });
    model.compile({
      optimizer: 'sgd',
      loss: { a: 'meanSquaredError', b: 'meanAbsoluteError' },
      metrics: { a: 'mse', b: 'mae' },
    });
    const path = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(path);
    checkpoint.setModel(model);
    await checkpoint.onEpochEnd(0, {});
    const loaded = await loadModel(path);
    expect(loaded.loss).toEqual({ a: 'meanSquaredError', b: 'meanAbsoluteError' });
    expect(loaded.metrics).toEqual({ a: 'mse', b: 'mae' });
  });

  test('several metrics for an output', async () => {
    const metrics = { a: ['mse', 'categoricalAccuracy'], b: 'mae' };
    const x = input({ shape: [2], name: 'x' });
    const outputs = ['a', 'b'].map((name) => layers.dense({ units: 1, name }).apply(x)) as never;
    const model = functional({ inputs: x, outputs });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: metrics as never });
    const path = temporaryDirectory();
    await feedEpochs(new ModelCheckpoint(path), model, [{}]);
    const { trainingConfig } = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
    expect(trainingConfig.metrics).toEqual({ a: ['mse', 'categorical_accuracy'], b: 'mae' });
    const loaded = await loadModel(path);
    expect(loaded.metrics).toEqual(metrics);
    expect(loaded.metricsNames).toEqual(model.metricsNames);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each<Partial<ModelCompileArgs>>([
    {},
    { loss: 'categoricalCrossentropy', metrics: ['accuracy', 'MSE', 'cosine'] },
    { loss: ['meanAbsoluteError'], metrics: 'mae' as never },
    { metrics: undefined as never },
  ])('compiled with %j, as model.save() writes it', async (compile) => {
    const model = toyModel(compile);
    const [ours, theirs] = [temporaryDirectory(), temporaryDirectory()];
    await feedEpochs(new ModelCheckpoint(ours), model, [{}]);
    await model.save(fileHandler(theirs), { includeOptimizer: true });
    const configIn = (path: string) => JSON.parse(readFileSync(join(path, 'model.json'), 'utf8')).trainingConfig;
    expect(configIn(ours)).toEqual(configIn(theirs));
  });

  test('towers whose layers share a name, saved by TensorFlow.js', async () => {
    const path = temporaryDirectory();
    await twoTowers('dense', 'dense').save(fileHandler(path));
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: the model in "${path}" cannot be built (Duplicate weight name: dense/kernel). ` +
        'Give the layers of the model names of their own, those of nested models too, and save it again.',
    );
  });

  test('a model that TensorFlow.js cannot build', async () => {
    const path = await checkpointOf(toyModel());
    const file = join(path, 'model.json');
    writeFileSync(file, unsealed(file).replaceAll('"units":3', '"units":-3'));
    await expect(loadModel(path)).rejects.toThrow(
      /cannot be built \(.*\)\. Load another checkpoint, or save this one again\.$/,
    );
  });

  test('a model saved without having been compiled', async () => {
    const path = temporaryDirectory();
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    model.setUserDefinedMetadata({ classes: ['cat', 'dog'] });
    await model.save(fileHandler(path));
    const loaded = await loadModel(path);
    expect(predictions(loaded)).toEqual(predictions(model));
    expect(loaded.getUserDefinedMetadata()).toEqual({ classes: ['cat', 'dog'] });
    const compiled = await loadModel(path, { optimizer: 'sgd', loss: 'meanSquaredError' });
    expect(compiled.optimizer.getClassName()).toBe('SGD');
  });

  test('metadata of the user, of a model that is not sequential', async () => {
    const x = input({ shape: [2] });
    const model = functional({ inputs: x, outputs: layers.dense({ units: 1 }).apply(x) as never });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    model.setUserDefinedMetadata({ digits: 10 });
    expect((await loadModel(await checkpointOf(model))).getUserDefinedMetadata()).toEqual({ digits: 10 });
  });

  class Doubling extends layers.Layer {
    static className = 'Doubling';
    override call(inputs: Tensor | Tensor[]): Tensor {
      return mul([inputs].flat()[0] as Tensor, 2);
    }
  }

  test('layers of your own, within a sequential model too', async () => {
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] }), new Doubling({}) as never] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const path = await checkpointOf(model);
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: the model in "${path}" cannot be built (Unknown layer: Doubling). ` +
        'Pass the class in `customObjects`.',
    );
    const asSequential = temporaryDirectory();
    await model.save(fileHandler(asSequential));
    for (const one of [path, asSequential]) {
      const loaded = await loadModel(one, { customObjects: { Doubling } });
      expect(predictions(loaded)).toEqual(predictions(model));
    }
  });

  class Scaled extends SGDOptimizer {
    static override className = 'Scaled';
  }

  test('an optimizer of your own', async () => {
    const model = toyModel({ optimizer: new Scaled(0.25) });
    const path = await checkpointOf(model);
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: the model in "${path}" cannot be compiled as it was (Unknown layer: Scaled). ` +
        'Pass the class in `customObjects`, or pass `compile: false` and compile the model.',
    );
    const { optimizer } = await loadModel(path, { customObjects: { Scaled } });
    expect(optimizer.getConfig()).toEqual({ learningRate: 0.25 });
    expect(await stateOf(optimizer)).toEqual([['iter', [6]]]);
  });

  test('a loss that TensorFlow.js does not know', async () => {
    const path = await checkpointOf(toyModel());
    const file = join(path, 'model.json');
    writeFileSync(file, unsealed(file).replace('"loss":"mean_squared_error"', '"loss":"mine"'));
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: the model in "${path}" cannot be compiled as it was (Unknown loss mine). ` +
        'Pass `compile: false` and compile the model.',
    );
  });

  test('an optimizer of your own that keeps plain tensors, which stay its own', async () => {
    const slots = ['iter', 'slot'].map((name) => ({ name, tensor: keep(scalar(1)) }));
    class Keeps extends SGDOptimizer {
      static override className = 'Keeps';
      override async getWeights() {
        return slots;
      }
    }
    await checkpointOf(toyModel({ optimizer: new Keeps(0.1) }));
    expect(slots.map(({ tensor }) => tensor.dataSync()[0])).toEqual([1, 1]);
  });

  test('a handler in place of a path', async () => {
    const saved: io.ModelArtifacts[] = [];
    const handler = (name: string) =>
      io.withSaveHandler(async (artifacts) => {
        saved.push({ ...artifacts, format: name });
        return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) } as io.SaveResult;
      });
    const model = toyModel();
    const checkpoint = new ModelCheckpoint(handler);
    await train(model, 2, [checkpoint]);
    expect(saved.map(({ format }) => format)).toEqual(['epoch-01', 'epoch-02']);
    expect(checkpoint.lastPath).toBe('epoch-02');
    const loaded = await loadModel(io.fromMemory(saved[1] as io.ModelArtifacts));
    expect(predictions(loaded)).toEqual(predictions(model));
  });
});

describe('weights only', () => {
  const options = { saveWeightsOnly: true };

  /** A model of the same layers, by their names. */
  function twin(units = 3, names = ['hidden', 'out']): LayersModel {
    const [hidden, out] = names;
    return sequential({
      layers: [layers.dense({ units, inputShape: [2], name: hidden }), layers.dense({ units: 1, name: out })],
    });
  }

  async function savedTwin(): Promise<{ path: string; model: LayersModel }> {
    const model = twin();
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    return { path: await checkpointOf(model, options), model };
  }

  test('are loaded into a model, compiled or not', async () => {
    const { path, model } = await savedTwin();
    const other = twin();
    await loadWeights(other, path);
    expect(predictions(other)).toEqual(predictions(model));
    expect(Object.keys(JSON.parse(readFileSync(join(path, 'model.json'), 'utf8')))).not.toContain('modelTopology');
  });

  test('come from a whole model too', async () => {
    const model = toyModel();
    const path = await checkpointOf(model);
    const before = predictions(model);
    await train(model, 1);
    expect(predictions(model)).not.toEqual(before);
    await loadWeights(model, path);
    expect(predictions(model)).toEqual(before);
  });

  test('are no model', async () => {
    const { path } = await savedTwin();
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: "${path}" holds weights only. Build the model, and pass it to loadWeights().`,
    );
  });

  test.each([
    ['another shape', () => twin(4), 'hidden/kernel is float32 [2,3] there and float32 [2,4] in the model'],
    [
      'the same names in other places',
      () => twin(3, ['out', 'hidden']),
      'out/kernel is float32 [3,1] there and float32 [2,3] in the model',
    ],
    [
      'another name and another shape',
      () => twin(4, ['hidden', 'last']),
      'hidden/kernel is float32 [2,3] there and float32 [2,4] in the model',
    ],
    [
      'a layer less',
      () => sequential({ layers: [layers.dense({ units: 3, inputShape: [2], name: 'hidden' })] }),
      'the model has no out/kernel',
    ],
  ])('do not fit a model with %s, which stays as it was', async (_, build, fault) => {
    const { path } = await savedTwin();
    const other = build();
    const before = predictions(other);
    await expect(loadWeights(other, path)).rejects.toThrow(
      `loadWeights: the weights in "${path}" do not fit the model: ${fault}. Build the model as it was when it was saved.`,
    );
    expect(predictions(other)).toEqual(before);
  });

  test('are matched by their order where the names differ, as automatic names do', async () => {
    const [model, other] = [toyModel(), toyModel()];
    await loadWeights(other, await checkpointOf(model, options));
    expect(predictions(other)).toEqual(predictions(model));
    const [saved, renamed] = [await savedTwin(), twin(3, ['hidden', 'last'])];
    await loadWeights(renamed, saved.path);
    expect(predictions(renamed)).toEqual(predictions(saved.model));
  });

  test('are not matched by their order if a name stands for another place', async () => {
    const stack = (...names: string[]) =>
      sequential({ layers: names.map((name) => layers.dense({ units: 2, inputShape: [2], name })) });
    const path = temporaryDirectory();
    await stack('a', 'b').save(fileHandler(path));
    await expect(loadWeights(stack('b', 'c'), path)).rejects.toThrow(
      'c/kernel is not among a/kernel, a/bias, b/kernel',
    );
  });

  test('that are there twice are refused', async () => {
    const { path } = await savedTwin();
    const file = join(path, 'model.json');
    writeFileSync(file, unsealed(file).replace('out/bias', 'hidden/kernel'));
    await expect(loadWeights(twin(), path)).rejects.toThrow('hidden/kernel is there 2 times');
  });
});

describe('bad input', () => {
  test('a path without a checkpoint, and no path at all', async () => {
    const path = temporaryDirectory();
    await expect(loadModel(path)).rejects.toThrow(`loadModel: there is no checkpoint in "${path}"`);
    await expect(loadWeights(toyModel(), path)).rejects.toThrow(`loadWeights: there is no checkpoint in "${path}"`);
    const remedy = 'Pass a path, a URL or a tf.io.IOHandler.';
    await expect(loadModel(undefined as never)).rejects.toThrow(
      `loadModel: the path is undefined. ${remedy} If it is the \`bestPath\` of a ModelCheckpoint, nothing was saved ` +
        'yet, or `saveBestOnly` is off: use `lastPath`.',
    );
    const others: [unknown, string][] = [
      [{}, 'an object without load()'],
      [null, 'null'],
      [3, '3'],
    ];
    for (const [path, what] of others) {
      const message = new TypeError(`loadWeights: the path is ${what}. ${remedy}`);
      await expect(loadWeights(toyModel(), path as never)).rejects.toThrow(message);
    }
  });

  test('arguments that are swapped, or no model', async () => {
    await expect(loadWeights('path' as never, toyModel() as never)).rejects.toThrow(
      'loadWeights: the model is the second argument. Call loadWeights(model, path).',
    );
    await expect(loadWeights(undefined as never, 'path')).rejects.toThrow(
      'loadWeights: the first argument is not a model. Call loadWeights(model, path).',
    );
  });

  test('an unknown option', async () => {
    await expect(loadModel('none', { optimiser: 'sgd' } as never)).rejects.toThrow(
      'loadModel: option `optimiser` is unknown. Did you mean `optimizer`?',
    );
  });

  test('a custom object that is no class', async () => {
    await expect(loadModel('none', { customObjects: { Mine: 3 as never } })).rejects.toThrow(
      'loadModel: option `customObjects` has no class under `Mine`. Pass { Mine: class }.',
    );
  });

  test('a state of the optimizer that does not fit the model', async () => {
    const path = await checkpointOf(toyModel());
    const file = join(path, 'model.json');
    writeFileSync(file, unsealed(file).replace('"class_name":"Adam"', '"class_name":"RMSProp"'));
    const before = memory().numTensors;
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: the state of the optimizer in "${path}" does not fit the model. ` +
        'Pass `optimizer` to go on with a fresh one.',
    );
    expect(memory().numTensors).toBe(before);
    expect((await loadModel(path, { optimizer: 'sgd' })).optimizer.getClassName()).toBe('SGD');
  });

  test('a state of the optimizer of another shape', async () => {
    const path = await checkpointOf(toyModel());
    const file = join(path, 'model.json');
    const json = JSON.parse(readFileSync(file, 'utf8'));
    const { weights } = json.weightsManifest[0];
    const first = weights.findIndex(
      ({ group, shape }: { group?: string; shape: number[] }) => group && shape.length === 2,
    );
    weights[first].shape = [3, 2];
    writeFileSync(file, JSON.stringify(json));
    await expect(loadModel(path)).rejects.toThrow('the state of the optimizer in');
  });

  test('a weight that is called __proto__ is data', async () => {
    const path = temporaryDirectory();
    mkdirSync(path, { recursive: true });
    const weights = ['__proto__', '__proto__'].map((name) => ({ name, shape: [1], dtype: 'float32' }));
    writeFileSync(join(path, 'w.bin'), new Float32Array([1, 2]));
    writeFileSync(join(path, 'model.json'), JSON.stringify({ weightsManifest: [{ paths: ['w.bin'], weights }] }));
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], name: 'only' })] });
    await expect(loadWeights(model, path)).rejects.toThrow('only/kernel is not among __proto__, __proto__');
  });
});

describe('tensors', () => {
  test('a save keeps none, whatever the optimizer', async () => {
    for (const optimizer of ['sgd', 'adam', 'rmsprop', 'adamax']) {
      const model = toyModel({ optimizer });
      await train(model, 1);
      const before = memory().numTensors;
      await train(model, 3, [new ModelCheckpoint(join(temporaryDirectory(), optimizer))]);
      expect(memory().numTensors).toBe(before);
    }
  });

  test('a model that is loaded and disposed with its optimizer leaves none', async () => {
    const path = await checkpointOf(toyModel());
    const before = memory().numTensors;
    const choices = [
      () => ({}),
      () => ({ optimizer: optimizers.sgd(0.1) }),
      () => ({ loss: 'meanAbsoluteError' }),
      () => ({ compile: false }),
    ];
    for (const choice of choices) {
      const loaded = await loadModel(path, choice());
      const { optimizer } = loaded;
      loaded.dispose();
      optimizer?.dispose();
      expect(memory().numTensors).toBe(before);
    }
  });

  test('weights that are loaded leave none', async () => {
    const model = toyModel();
    const path = await checkpointOf(model);
    const before = memory().numTensors;
    await loadWeights(model, path);
    expect(memory().numTensors).toBe(before);
  });
});
