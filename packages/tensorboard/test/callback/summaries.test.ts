import '@cb-tooling/backend';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callbackContract } from '@cb/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { CallbackList, input, type LayersModel, layers, model as modelOf, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { memorySink, SummaryWriter, TensorBoard, type TensorBoardOptions } from '../../src/index.js';
import { readCurve, readPoints, readValues } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { on, smallModel, train } from '../training.js';
import { TRAINS_DENSE_ONLY } from './backend.js';
import keras from './fixtures/keras-summaries.json' with { type: 'json' };

/** Dense and convolutional layers, under the names that they have in the fixture. */
function imageModel(): LayersModel {
  const model = sequential({
    layers: [
      layers.conv2d({ filters: 4, kernelSize: 3, name: 'edges', inputShape: [6, 6, 1] }),
      layers.conv2d({ filters: 3, kernelSize: 2, name: 'corners' }),
      layers.flatten({ name: 'flat' }),
      layers.dense({ units: 5, name: 'hidden' }),
      layers.dense({ units: 2, name: 'out' }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
}

/** By tag what a run directory holds, as the fixture has it. */
function outline(directory: string) {
  const found: Record<string, { plugin: string; steps: number[]; images?: number[] }> = {};
  for (const { tag, step } of readPoints(directory)) {
    found[tag] ??= { plugin: 'scalars', steps: [] };
    found[tag].steps.push(step);
  }
  for (const { tag, plugin, step, strings } of readValues(directory)) {
    found[tag] ??= { plugin, steps: [] };
    found[tag].steps.push(step);
    const [width, height, ...images] = strings.map((text) => Number(new TextDecoder().decode(text)));
    if (plugin === 'images') found[tag].images = [Number(width), Number(height), images.length];
  }
  return found;
}

/** TensorFlow.js gives a callback the model inside the Sequential model, which does not know the name `net`. */
const withoutModel = (run: object) =>
  Object.fromEntries(Object.entries(run).map(([tag, summary]) => [tag.replace(/^net\//, ''), summary]));

test.skipIf(TRAINS_DENSE_ONLY)(
  'tags, plugins, steps and sizes of images are those of Keras, but for the name of a Sequential model in tags',
  async () => {
    const logDir = temporaryDirectory();
    const { samples, ...fit } = keras.fit;
    const [x, y] = [tf.randomUniform([samples, 6, 6, 1]), tf.randomUniform([samples, 2])];
    const options = { histogramFreq: 2, writeImages: true, writeStepsPerSecond: true, updateFreq: 'batch' } as const;
    const callbacks = [new TensorBoard({ logDir, ...options })];
    await imageModel().fit(x, y, { ...fit, verbose: 0, validationData: [x, y], callbacks });
    expect(outline(`${logDir}/train`)).toEqual(withoutModel(keras.runs.train));
    expect(outline(`${logDir}/validation`)).toEqual(keras.runs.validation);
  },
);

/** One dense unit, under a name that does not depend on which models were made before. */
function namedModel(): LayersModel {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], name: 'out' })] });
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  return model;
}

/** The middle of the buckets that hold anything: left, right, count in each row. */
function middles(numbers: readonly number[] | undefined): number[] {
  const rows = Array.from({ length: (numbers?.length ?? 0) / 3 }, (_, row) => numbers?.slice(3 * row, 3 * row + 3));
  return rows.flatMap((row) => (row?.[2] ? [(Number(row[0]) + Number(row[1])) / 2] : []));
}

test('a histogram has the weights as they are after the epoch, every so many epochs from the first', async () => {
  const logDir = temporaryDirectory();
  const model = namedModel();
  const weights: number[][] = [];
  const note = on('onEpochEnd', () => weights.push(model.getWeights().map((weight) => weight.dataSync()[0] as number)));
  await train(model, [new TensorBoard({ logDir, histogramFreq: 3 }), note], { epochs: 5 });
  for (const [index, tag] of ['out/kernel/histogram', 'out/bias/histogram'].entries()) {
    const written = readValues(`${logDir}/train`).filter((value) => value.tag === tag);
    expect(written.map(({ step }) => step)).toEqual([0, 3]);
    expect(written.map(({ plugin }) => plugin)).toEqual(['histograms', 'histograms']);
    // Values that are all equal stand in a bucket of width 1 around them.
    expect(written.flatMap(({ numbers }) => middles(numbers))).toEqual(
      [weights[0]?.[index], weights[3]?.[index]].map((value) => expect.closeTo(Number(value), 5)),
    );
  }
});

test('gradients are those that a step of training would take', async () => {
  const logDir = temporaryDirectory();
  const [x, y] = [tf.tensor2d([1, 2, 3], [3, 1]), tf.tensor2d([3, 2, 7], [3, 1])];
  const model = namedModel();
  const options = {
    logDir,
    histogramFreq: 1,
    writeGrads: true,
    gradsData: [x, y],
    batchSize: 2,
  } satisfies TensorBoardOptions;
  await train(model, [new TensorBoard(options)], { epochs: 1 });
  const before = model.getWeights().map((weight) => weight.dataSync()[0] as number);
  model.compile({ optimizer: tf.train.sgd(1), loss: 'meanSquaredError' });
  await model.fit(x, y, { batchSize: 3, epochs: 1, verbose: 0 });
  const after = model.getWeights().map((weight) => weight.dataSync()[0] as number);
  const written = ['out/kernel_grad', 'out/bias_grad'].map((tag) =>
    middles(readValues(`${logDir}/train`).find((value) => value.tag === tag)?.numbers),
  );
  expect(written).toEqual(before.map((value, index) => [expect.closeTo(value - Number(after[index]), 3)]));
});

test('the graph is written once, unless writeGraph is false', async () => {
  const graphs = async (options: TensorBoardOptions) => {
    const logDir = temporaryDirectory();
    await train(smallModel(), [new TensorBoard({ logDir, ...options })]);
    return readValues(`${logDir}/train`).map(({ tag, plugin, step }) => [tag, plugin, step]);
  };
  expect(await graphs({})).toEqual([['keras', 'graph_keras_model', 0]]);
  expect(await graphs({ writeGraph: false })).toEqual([]);
});

test('the graph of a model with branches, a shared layer and a nested model is the one that a writer makes of it', async () => {
  const x = input({ shape: [1] });
  const shared = layers.dense({ units: 2, name: 'shared' });
  const nested = sequential({ name: 'nested', layers: [layers.dense({ units: 1, inputShape: [2] })] });
  const left = nested.apply(shared.apply(x));
  const right = nested.apply(shared.apply(layers.dense({ units: 1, name: 'own' }).apply(x)));
  const model = modelOf({ inputs: x, outputs: layers.add().apply([left, right] as never) as never });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const logDir = temporaryDirectory();
  await train(model, [new TensorBoard({ logDir: `${logDir}/fit` })]);
  const writer = new SummaryWriter(`${logDir}/writer`);
  writer.graph(model);
  await writer.close();
  const graph = (run: string) => readValues(`${logDir}/${run}`).map(({ strings }) => Buffer.concat(strings).toString());
  expect(graph('fit/train')).toEqual(graph('writer'));
  expect(graph('writer')[0]).toContain('"nested/');
});

describe('a model that cannot be saved as JSON', () => {
  const unsaved = () => {
    const model = smallModel();
    Object.assign(model.layers.at(-1) as object, {
      getConfig: () => {
        throw new Error('no configuration');
      },
    });
    return model;
  };
  const LEFT_OUT = 'TensorBoard: the graph is left out. no configuration';

  test('costs the graph, with a warning', async () => {
    const logDir = temporaryDirectory();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    await train(unsaved(), [new TensorBoard({ logDir })]);
    expect(warn.mock.calls).toEqual([[LEFT_OUT]]);
    expect(readValues(`${logDir}/train`)).toEqual([]);
    expect(readCurve(`${logDir}/train`, 'epoch_loss')).toHaveLength(2);
  });

  test('is an error with strict', async () => {
    const callback = new TensorBoard({ logDir: temporaryDirectory(), strict: true });
    await expect(train(unsaved(), [callback])).rejects.toThrow(new Error(LEFT_OUT));
  });
});

test('a sink takes what a directory would', async () => {
  const sink = memorySink();
  await train(smallModel(), [new TensorBoard({ logDir: sink, hparams: { units: 1 } })]);
  const directories = Object.keys(sink.files()).map((name) => name.replace(/events.*/, ''));
  expect(directories.sort()).toEqual(['', 'train/']);
});

test('steps per second are those of the clock', async () => {
  const logDir = temporaryDirectory();
  const begin = performance.now();
  await train(smallModel(), [new TensorBoard({ logDir, writeStepsPerSecond: true, updateFreq: 2 })]);
  const seconds = (performance.now() - begin) / 1000;
  const rates = readCurve(`${logDir}/train`, 'epoch_steps_per_second');
  expect(rates.map(([step]) => step)).toEqual([0, 1]);
  // Two epochs of three batches; they cannot have taken longer than the whole.
  expect(rates.reduce((sum, [, rate]) => sum + 3 / rate, 0)).toBeLessThan(seconds);
  const batches = readCurve(`${logDir}/train`, 'batch_steps_per_second');
  expect(batches.map(([step]) => step)).toEqual([2, 4, 6]);
  for (const [, rate] of batches) expect(rate).toBeGreaterThan(1 / seconds);
});

describe.skipIf(TRAINS_DENSE_ONLY)('embeddings', () => {
  function wordModel(): LayersModel {
    const model = sequential({
      layers: [
        layers.embedding({ inputDim: 6, outputDim: 2, inputLength: 1, name: 'words' }),
        layers.dense({ units: 3, name: 'features' }),
        layers.flatten({ name: 'flat' }),
        layers.dense({ units: 1, name: 'out' }),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    return model;
  }
  const file = (logDir: string, name: string) => readFileSync(join(logDir, 'train', name), 'utf8').trimEnd();
  const rows = (logDir: string, name: string) =>
    file(logDir, name)
      .split('\n')
      .map((line) => line.split('\t').map(Number));
  const matrix = (tensor: tf.Tensor) => tensor.arraySync() as number[][];

  test('are the weights of every embedding layer, with labels', async () => {
    const logDir = temporaryDirectory();
    const model = wordModel();
    const embeddingsMetadata = ['a', 'b', 'c', 'd', 'e', 'f'];
    await train(model, [new TensorBoard({ logDir, embeddingsFreq: 1, embeddingsMetadata })]);
    expect(rows(logDir, 'words.tsv')).toEqual(matrix(model.getLayer('words').getWeights()[0] as tf.Tensor));
    expect(file(logDir, 'words.metadata.tsv').split('\n')).toEqual(embeddingsMetadata);
    expect(readdirSync(join(logDir, 'train')).filter((name) => name.endsWith('.tsv'))).toHaveLength(2);
  });

  test('of other layers are their outputs on the data, in portions, with columns of their own', async () => {
    const logDir = temporaryDirectory();
    const model = wordModel();
    const data = tf.tensor2d([0, 1, 2, 3, 5], [5, 1]);
    const callback = new TensorBoard({
      logDir,
      embeddingsFreq: 1,
      embeddingsLayerNames: ['words', 'features'],
      embeddingsData: data,
      embeddingsMetadata: { features: { word: ['a', 'b', 'c', 'd', 'f'], count: [5, 4, 3, 2, 1] } },
      batchSize: 2,
    });
    const seen = vi.spyOn(model.getLayer('features'), 'call');
    await train(model, [callback], { epochs: 1, batchSize: 6 });
    const sizes = seen.mock.calls.map(([inputs]) => [inputs].flat()[0]?.shape[0]);
    expect(sizes).toEqual([6, 2, 2, 1]);
    const [words] = model.getLayer('words').getWeights();
    const [kernel, bias] = model.getLayer('features').getWeights();
    const taken = tf.gather(words as tf.Tensor, [0, 1, 2, 3, 5]);
    const expected = tf.add(tf.matMul(taken as tf.Tensor2D, kernel as tf.Tensor2D), bias as tf.Tensor);
    expect(rows(logDir, 'features.tsv')).toEqual(
      matrix(expected).map((row) => row.map((value) => expect.closeTo(value, 5))),
    );
    expect(file(logDir, 'features.metadata.tsv').split('\n')).toEqual([
      'word\tcount',
      'a\t5',
      'b\t4',
      'c\t3',
      'd\t2',
      'f\t1',
    ]);
    expect(existsSync(join(logDir, 'train', 'words.metadata.tsv'))).toBe(false);
  });

  test('are written every so many epochs', async () => {
    const logDir = temporaryDirectory();
    const model = wordModel();
    let third: number[][] = [];
    const note = on('onEpochEnd', (epoch) => {
      if (epoch === 2) third = matrix(model.getLayer('words').getWeights()[0] as tf.Tensor);
    });
    await train(model, [new TensorBoard({ logDir, embeddingsFreq: 2 }), note], { epochs: 4 });
    expect(rows(logDir, 'words.tsv')).toEqual(third);
  });
});

describe('hparams', () => {
  const statusOf = { 1: 'success', 2: 'failure' } as Record<number, string>;
  /** The sessions of a log directory, as what they began with and how they ended. */
  const sessions = (logDir: string) =>
    readValues(logDir).map(({ tag, content }) =>
      tag.endsWith('end_info') ? statusOf[[...content].at(content.indexOf(0x22) + 3) as number] : tag,
    );
  const throwing = on('onBatchEnd', () => {
    throw new Error('out of patience');
  });
  const START = '_hparams_/session_start_info';

  test('are a session that ends well', async () => {
    const logDir = temporaryDirectory();
    await train(smallModel(), [new TensorBoard({ logDir, hparams: { units: 1, bias: true, loss: 'mse' } })]);
    expect(sessions(logDir)).toEqual([START, 'success']);
  });

  test.each([
    [true, 'failure'],
    [false, 'success'],
  ])('are a session of a loop that was unfinished at its end or not: %s', async (unfinished, status) => {
    const logDir = temporaryDirectory();
    const list = new CallbackList([new TensorBoard({ logDir, hparams: { units: 1 } })]);
    list.setParams({ epochs: 1, unfinished });
    list.setModel(smallModel());
    await list.onTrainBegin();
    await list.onTrainEnd();
    expect(sessions(logDir)).toEqual([START, status]);
  });

  test('are a session that failed when training threw, once dispose() says so', async () => {
    const logDir = temporaryDirectory();
    const callback = new TensorBoard({ logDir, hparams: { units: 1 } });
    await expect(train(smallModel(), [callback, throwing])).rejects.toThrow('out of patience');
    await callback.dispose();
    await callback.dispose();
    expect(sessions(logDir)).toEqual([START, 'failure']);
  });

  test('are a session that failed when training threw, once the next fit says so', async () => {
    const logDir = temporaryDirectory();
    const callback = new TensorBoard({ logDir, hparams: { units: 1 } });
    await expect(train(smallModel(), [callback, throwing])).rejects.toThrow('out of patience');
    await train(smallModel(), [callback]);
    await expect(train(smallModel(), [callback, throwing])).rejects.toThrow('out of patience');
    await callback.dispose();
    expect(sessions(logDir)).toEqual([START, 'failure', START, 'success', START, 'failure']);
  });
});

describe('with everything on', () => {
  const x = tf.randomUniform([6, 4]);
  const y = tf.randomUniform([6, 1]);
  const everything = (options?: object) =>
    new TensorBoard({
      logDir: temporaryDirectory(),
      histogramFreq: 1,
      writeGrads: true,
      writeImages: true,
      gradsData: [x, y],
      batchSize: 4,
      embeddingsFreq: 1,
      embeddingsLayerNames: ['hidden'],
      embeddingsData: x,
      updateFreq: 'batch',
      writeStepsPerSecond: true,
      hparams: { units: 3 },
      ...options,
    });
  const deepModel = () => {
    const model = sequential({
      layers: [layers.dense({ units: 3, inputShape: [4], name: 'hidden' }), layers.dense({ units: 1 })],
    });
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['accuracy'] });
    return model;
  };

  for (const rule of callbackContract(everything, deepModel)) test(rule.name, rule.check);

  test('200 epochs leave no tensor, and training as it is without', { timeout: 120_000 }, async () => {
    const [bare, watched] = [deepModel(), deepModel()];
    watched.setWeights(bare.getWeights());
    const fit = { epochs: 200, batchSize: 3, shuffle: false, verbose: 0 };
    const { history: expected } = await bare.fit(x, y, fit);
    // The optimizer makes its slots in the first step.
    const before = tf.memory().numTensors + 2 * watched.trainableWeights.length;
    const { history } = await watched.fit(x, y, { ...fit, callbacks: [everything()] });
    expect(history).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
  });
});
