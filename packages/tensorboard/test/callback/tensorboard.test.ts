import '@cb-tooling/backend';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setLearningRate } from '@cb/core';
import { callbackContract, compiledModel } from '@cb/core/testing';
import { scalar } from '@tensorflow/tfjs-core';
import { CallbackList } from '@tensorflow/tfjs-layers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as entry from '../../src/index.js';
import { TensorBoard, type TensorBoardOptions } from '../../src/index.js';
import { curves } from '../curves.js';
import { eventFiles, readCurve, readEvents } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { dataset, on, smallModel, train, trainAndValidate } from '../training.js';
import keras from './fixtures/keras-tensorboard.json' with { type: 'json' };

/** The steps from which the files of a run directory replace earlier ones. */
function starts(directory: string): number[] {
  const events = eventFiles(directory).flatMap((file) => readEvents(readFileSync(file)));
  return events.filter(({ sessionStarts }) => sessionStarts).map(({ step }) => step);
}

test('exports the callback and the writer', () => {
  expect(Object.keys(entry).sort()).toEqual(['SummaryWriter', 'TensorBoard', 'memorySink', 'opfsSink']);
});

describe('contract', () => {
  const make = (options?: object) => new TensorBoard({ logDir: temporaryDirectory(), updateFreq: 'batch', ...options });
  for (const rule of callbackContract(make, compiledModel)) test(rule.name, rule.check);
});

describe('agrees with Keras', () => {
  async function curvesOf(updateFreq: TensorBoardOptions['updateFreq']) {
    const logDir = temporaryDirectory();
    await trainAndValidate(smallModel(), [new TensorBoard({ logDir, updateFreq })], { epochs: keras.fit.epochs });
    return curves(logDir);
  }
  const [byEpoch, byBatch, byTwo] = keras.runs.map((run) => run.curves as Record<string, number[] | undefined>);

  test("in the directories, tags and steps of updateFreq: 'epoch'", async () => {
    expect(await curvesOf('epoch')).toEqual(byEpoch);
  });

  test("in the directories, tags and steps of updateFreq: 'batch'", async () => {
    expect(await curvesOf('batch')).toEqual(byBatch);
  });

  test('in the batches that updateFreq: 2 picks, but no epoch is lost', async () => {
    const { 'train/batch_loss': loss, 'train/batch_mae': mae, ...epochs } = await curvesOf(2);
    expect([loss, mae]).toEqual([byTwo?.['train/batch_loss'], byTwo?.['train/batch_mae']]);
    expect(epochs).toEqual(byEpoch);
  });
});

test('fit() leaves the values that its history has', async () => {
  const logDir = temporaryDirectory();
  const { history } = await trainAndValidate(smallModel(), [new TensorBoard({ logDir })], { epochs: 3 });
  const float32 = (values: unknown[] | undefined) =>
    (values as number[]).map((value, step) => [step, Math.fround(value)]);
  expect(readCurve(`${logDir}/train`, 'epoch_loss')).toEqual(float32(history.loss));
  expect(readCurve(`${logDir}/train`, 'epoch_mae')).toEqual(float32(history.mae));
  expect(readCurve(`${logDir}/validation`, 'epoch_loss')).toEqual(float32(history.val_loss));
  expect(readCurve(`${logDir}/validation`, 'evaluation_mae_vs_iterations')).toEqual(
    (history.val_mae as number[]).map((value, epoch) => [3 * (epoch + 1), Math.fround(value)]),
  );
});

test('without validation there is no directory for it', async () => {
  const logDir = temporaryDirectory();
  await train(smallModel(), [new TensorBoard({ logDir })]);
  expect(readdirSync(logDir)).toEqual(['train']);
  expect(readdirSync(join(logDir, 'train'))).toHaveLength(1);
});

test('the default logDir is ./logs, and a file stays where it was begun', async () => {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  const directory = temporaryDirectory();
  process.chdir(directory);
  const leave = on('onEpochBegin', () => process.chdir(before));
  await train(smallModel(), [new TensorBoard(), leave]);
  expect(curves(join(directory, 'logs'))).toMatchObject({ 'train/epoch_loss': [0, 1] });
});

test('fitDataset() writes the same, also when the number of batches is not known', async () => {
  const logDir = temporaryDirectory();
  const callbacks = [new TensorBoard({ logDir, updateFreq: 2 })];
  await smallModel().fitDataset(dataset(3), { epochs: 2, verbose: 0, callbacks, validationData: dataset(1) });
  expect(curves(logDir)).toEqual({
    'train/batch_loss': [2, 4, 6],
    'train/batch_mae': [2, 4, 6],
    'train/epoch_loss': [0, 1],
    'train/epoch_mae': [0, 1],
    'train/epoch_learning_rate': [0, 1],
    'validation/epoch_loss': [0, 1],
    'validation/epoch_mae': [0, 1],
    'validation/evaluation_loss_vs_iterations': [3, 6],
    'validation/evaluation_mae_vs_iterations': [3, 6],
  });
});

test('the learning rate is that of the optimizer at the end of the epoch', async () => {
  const logDir = temporaryDirectory();
  const halve = on('onEpochEnd', function (epoch) {
    setLearningRate(this.model.optimizer, 0.01 / 2 ** (epoch + 1));
  });
  await train(smallModel(), [halve, new TensorBoard({ logDir })], { epochs: 3 });
  const rates = [0.005, 0.0025, 0.00125].map((rate, epoch) => [epoch, Math.fround(rate)]);
  expect(readCurve(`${logDir}/train`, 'epoch_learning_rate')).toEqual(rates);
});

test('an optimizer without a rate costs that curve, and one warning a run says so before training', async () => {
  const logDir = temporaryDirectory();
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const model = smallModel();
  Object.assign(model.optimizer, { learningRate: undefined });
  const warnings: number[] = [];
  const count = on('onEpochBegin', () => warnings.push(warn.mock.calls.length));
  const callback = new TensorBoard({ logDir });
  await train(model, [callback, count]);
  await train(model, [callback, count]);
  expect(warnings).toEqual([1, 1, 2, 2]);
  expect(warn).toHaveBeenLastCalledWith(
    'TensorBoard: the curve `epoch_learning_rate` is left out. The optimizer SGD has no number as `learningRate`. ' +
      'Use an optimizer of TensorFlow.js, or give yours a number `learningRate` and a method ' +
      '`setLearningRate(learningRate)`.',
  );
  expect(curves(logDir)).toEqual({ 'train/epoch_loss': [0, 1, 0, 1], 'train/epoch_mae': [0, 1, 0, 1] });
});

test('with strict an optimizer without a rate is an error before training', async () => {
  const model = smallModel();
  Object.assign(model.optimizer, { learningRate: undefined });
  const logDir = join(temporaryDirectory(), 'logs');
  await expect(train(model, [new TensorBoard({ logDir, strict: true })])).rejects.toThrow(
    'TensorBoard: the curve `epoch_learning_rate` is left out. The optimizer SGD has no number as `learningRate`. ' +
      'Use an optimizer of TensorFlow.js, or give yours a number `learningRate` and a method ' +
      '`setLearningRate(learningRate)`.',
  );
  expect(existsSync(logDir)).toBe(false);
});

test("a metric that another callback adds is written, with the slashes of its name; the rate is the optimizer's", async () => {
  const logDir = temporaryDirectory();
  const callback = new TensorBoard({ logDir });
  callback.setModel(smallModel());
  await callback.onTrainBegin();
  await callback.onEpochBegin(0);
  await callback.onEpochEnd(0, { 'f1/top 5': 0.5, 'val_f1/top 5': Number.NaN, learning_rate: 99 });
  await callback.onTrainEnd();
  expect(readCurve(`${logDir}/train`, 'epoch_f1/top 5')).toEqual([[0, 0.5]]);
  expect(readCurve(`${logDir}/validation`, 'epoch_f1/top 5')).toEqual([[0, Number.NaN]]);
  expect(readCurve(`${logDir}/train`, 'epoch_learning_rate')).toEqual([[0, 99]]);
});

test('batches that are not due are not read', async () => {
  const logDir = temporaryDirectory();
  const disposed = scalar(1);
  disposed.dispose();
  const callback = new TensorBoard({ logDir, updateFreq: 3 });
  callback.setModel(smallModel());
  await callback.onTrainBegin();
  await callback.onEpochBegin(0);
  for (const batch of [0, 1]) await callback.onBatchEnd(batch, { batch, size: 2, loss: disposed });
  await callback.onBatchEnd(2, { batch: 2, size: 2, loss: disposed });
  await expect(callback.onEpochEnd(0, {})).rejects.toThrow('Tensor is disposed.');
  const byEpoch = new TensorBoard({ logDir });
  byEpoch.setModel(smallModel());
  await byEpoch.onBatchEnd(0, { batch: 0, size: 2, loss: disposed });
  await callback.dispose();
});

test('each epoch is on disk when the next one begins', async () => {
  const logDir = temporaryDirectory();
  const seen: number[] = [];
  const look = on('onEpochBegin', () => {
    seen.push(readCurve(`${logDir}/train`, 'epoch_loss').length + readCurve(`${logDir}/train`, 'batch_loss').length);
  });
  await train(smallModel(), [new TensorBoard({ logDir, updateFreq: 'batch' }), look], { epochs: 3 });
  expect(seen).toEqual([0, 4, 8]);
});

describe('several fits with one instance', () => {
  test('a fit from epoch 0 replaces the curves, in files of its own', async () => {
    const logDir = temporaryDirectory();
    const callback = new TensorBoard({ logDir, updateFreq: 'batch' });
    const model = smallModel();
    await trainAndValidate(model, [callback]);
    await trainAndValidate(model, [callback], { epochs: 1 });
    expect(starts(`${logDir}/train`)).toEqual([0, 0]);
    expect(starts(`${logDir}/validation`)).toEqual([0, 0]);
    expect(curves(logDir)).toMatchObject({
      'train/epoch_loss': [0, 1, 0],
      'train/batch_loss': [1, 2, 3, 4, 5, 6, 1, 2, 3],
      'validation/evaluation_loss_vs_iterations': [3, 6, 9],
    });
  });

  test('a fit with initialEpoch continues the curves of epochs', async () => {
    const logDir = temporaryDirectory();
    const model = smallModel();
    await trainAndValidate(model, [new TensorBoard({ logDir })], { epochs: 3 });
    await trainAndValidate(model, [new TensorBoard({ logDir })], { initialEpoch: 2, epochs: 4 });
    expect(starts(`${logDir}/train`)).toEqual([0, 2]);
    // After nine steps of the optimizer: from step 2 on, TensorBoard would drop what was evaluated before.
    expect(starts(`${logDir}/validation`)).toEqual([0, 10]);
    expect(curves(logDir)).toMatchObject({
      'train/epoch_loss': [0, 1, 2, 2, 3],
      'validation/epoch_loss': [0, 1, 2, 2, 3],
    });
  });

  test('a fit with initialEpoch continues the curves of batches from the steps of the optimizer', async () => {
    const logDir = temporaryDirectory();
    const model = smallModel();
    await train(model, [new TensorBoard({ logDir, updateFreq: 'batch' })]);
    await train(model, [new TensorBoard({ logDir, updateFreq: 'batch' })], { initialEpoch: 2, epochs: 3 });
    expect(starts(`${logDir}/train`)).toEqual([0, 7]);
    expect(curves(logDir)).toMatchObject({
      'train/batch_loss': [1, 2, 3, 4, 5, 6, 7, 8, 9],
      'train/epoch_loss': [0, 1, 2],
    });
  });

  test('with a new optimizer batches count from 1, and the epochs before initialEpoch stay', async () => {
    const logDir = temporaryDirectory();
    const callback = new TensorBoard({ logDir, updateFreq: 'batch' });
    await train(smallModel(), [callback], { initialEpoch: 5, epochs: 6 });
    expect(starts(`${logDir}/train`)).toEqual([5]);
    expect(curves(logDir)).toMatchObject({ 'train/batch_loss': [1, 2, 3], 'train/epoch_loss': [5] });
  });
});

test('a loop that begins within the first epoch continues the curves of batches', async () => {
  const logDir = temporaryDirectory();
  const model = smallModel();
  const callback = new TensorBoard({ logDir, updateFreq: 'batch' });
  await train(model, [callback], { epochs: 1 });
  const list = new CallbackList([callback]);
  list.setParams({ epochs: 1, initialEpoch: 0, initialBatch: 3 });
  list.setModel(model);
  await list.onTrainBegin();
  await list.onEpochBegin(0);
  await list.onBatchEnd(3, { loss: 1 });
  await list.onEpochEnd(0, { loss: 1 });
  await list.onTrainEnd();
  expect(starts(`${logDir}/train`)).toEqual([0, 4]);
  expect(curves(logDir)).toMatchObject({ 'train/batch_loss': [1, 2, 3, 4] });
});

describe('when training throws', () => {
  const throwing = () =>
    on('onBatchEnd', (batch) => {
      if (batch === 1) throw new Error('out of patience');
    });

  test('dispose() writes what was not on disk yet', async () => {
    const logDir = temporaryDirectory();
    const callback = new TensorBoard({ logDir, updateFreq: 'batch' });
    await expect(train(smallModel(), [callback, throwing()])).rejects.toThrow('out of patience');
    expect(curves(logDir)).toEqual({});
    await callback.dispose();
    expect(curves(logDir)).toMatchObject({ 'train/batch_loss': [1, 2] });
  });

  test('the next fit writes it, and goes on in a file of its own', async () => {
    const logDir = temporaryDirectory();
    const callback = new TensorBoard({ logDir, updateFreq: 'batch' });
    await expect(train(smallModel(), [callback, throwing()])).rejects.toThrow('out of patience');
    await train(smallModel(), [callback], { epochs: 1 });
    expect(curves(logDir)).toMatchObject({ 'train/batch_loss': [1, 2, 1, 2, 3], 'train/epoch_loss': [0] });
    expect(eventFiles(`${logDir}/train`)).toHaveLength(2);
  });
});

test('a logDir that cannot be made is one error, and training does not start', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  const model = smallModel();
  const before = (model.getWeights()[0] as { dataSync(): unknown }).dataSync();
  await expect(train(model, [new TensorBoard({ logDir: `${file}/logs` })])).rejects.toThrow(
    `TensorBoard: cannot create an event file in "${file}/logs/train" ` +
      `(EEXIST: file already exists, mkdir '${file}'). Pass a \`logDir\` that can be created and written to.`,
  );
  expect((model.getWeights()[0] as { dataSync(): unknown }).dataSync()).toEqual(before);
});

/** Trains until the third epoch has seen two batches, says so, and hangs. */
const HANGING_TRAINING = `
  import '@cb-tooling/backend';
  import { TensorBoard } from '@cb/tensorboard';
  import { tensor2d } from '@tensorflow/tfjs-core';
  import { Callback, layers, sequential } from '@tensorflow/tfjs-layers';

  class Hang extends Callback {
    async onEpochBegin(epoch) {
      this.epoch = epoch;
    }
    async onBatchEnd(batch) {
      if (this.epoch < 2 || batch < 1) return;
      console.log('hanging');
      setInterval(() => {}, 1000);
      await new Promise(() => {});
    }
  }
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const xs = tensor2d([0, 1, 2, 3, 4, 5], [6, 1]);
  const callbacks = [new TensorBoard({ logDir: process.argv[1], updateFreq: 'batch' }), new Hang()];
  await model.fit(xs, xs, { batchSize: 2, epochs: 3, verbose: 0, callbacks });
`;

test('a killed process leaves a file that can be read up to the last flush', async () => {
  const logDir = temporaryDirectory();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', HANGING_TRAINING, logDir], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [output] = await once(child.stdout, 'data');
  expect(String(output)).toContain('hanging');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const found = curves(logDir);
  expect(found['train/epoch_loss']).toEqual([0, 1]);
  expect(found['train/batch_loss']?.slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
});
