import '@cb-tooling/backend';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zeros } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, type MockInstance, onTestFinished, test, vi } from 'vitest';
import { memorySink, type Sink, SummaryWriter, TensorBoard, type TensorBoardOptions } from '../../src/index.js';
import { curves } from '../curves.js';
import { eventFiles, readEvents, readValues } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { on, smallModel, train, trainAndValidate } from '../training.js';

const OR_STRICT = 'pass `strict: true` to end it instead.';
const WITHOUT = `Training goes on without TensorBoard's files until they can be written again; ${OR_STRICT}`;
const AGAIN = 'TensorBoard: files can be written again, and the curves go on. What was logged between is lost.';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
});
const warned = () => warn.mock.calls.map(([message]) => message);

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(1);
}

/** Has training wait until an epoch was written, or could not be. */
const whenWritten = (callback: TensorBoard) => on('onEpochEnd', () => callback.settled());

describe('a directory that vanishes', () => {
  async function trainAndRemove(options: TensorBoardOptions) {
    const logDir = temporaryDirectory();
    let file = '';
    const remove = on('onEpochBegin', (epoch) => {
      // When the files of the first epoch have been made.
      if (epoch !== 2) return;
      file = eventFiles(`${logDir}/train`)[0] as string;
      rmSync(logDir, { recursive: true });
    });
    const callback = new TensorBoard({ logDir, ...options });
    const callbacks = [callback, remove, whenWritten(callback)];
    const outcome = await trainAndValidate(smallModel(), callbacks, { epochs: 4 }).catch((error: Error) => error);
    const message =
      `TensorBoard: cannot write to "${file}" (ENOENT: no such file or directory, open '${file}'). ` +
      'What was logged since the last flush is lost; what the file holds can be read.';
    return { logDir, callback, outcome, message };
  }

  test('is a warning that names the file, and from the next epoch on all is written again', async () => {
    const { logDir, callback, outcome, message } = await trainAndRemove({ hparams: { units: 1 } });
    expect(outcome).toMatchObject({ epoch: [0, 1, 2, 3] });
    expect(warned()).toEqual([`${message} ${WITHOUT}`, AGAIN]);
    expect(curves(logDir)).toMatchObject({ 'train/epoch_loss': [3], 'validation/epoch_loss': [3] });
    const tags = (run: string) => readValues(join(logDir, run)).map(({ tag }) => tag);
    expect(tags('train')).toEqual(['keras']);
    expect(tags('')).toEqual(['_hparams_/session_start_info', '_hparams_/session_end_info']);
    await train(smallModel(), [callback]);
    expect(curves(logDir)).toMatchObject({ 'train/epoch_loss': [3, 0, 1] });
    expect(warned()).toHaveLength(2);
  });

  test('within an epoch that takes long is tried again after two seconds', async () => {
    const logDir = temporaryDirectory();
    let later = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => later);
    onTestFinished(() => clock.mockRestore());
    const callback = new TensorBoard({ logDir, updateFreq: 'batch' });
    const remove = on('onBatchBegin', async (batch) => {
      later += 2000;
      await callback.settled();
      if (batch === 1) rmSync(logDir, { recursive: true });
    });
    await train(smallModel(), [remove, callback], { epochs: 1, batchSize: 1 });
    expect(warned()).toEqual([expect.stringContaining(WITHOUT), AGAIN]);
    expect(curves(logDir)).toMatchObject({ 'train/batch_loss': [3, 4, 5, 6], 'train/epoch_loss': [0] });
  });

  test('with strict is one error that ends fit(), and the next fit() is well', async () => {
    const { logDir, callback, outcome, message } = await trainAndRemove({ strict: true });
    expect((outcome as Error).message).toBe(message);
    expect(existsSync(logDir)).toBe(false);
    await train(smallModel(), [callback]);
    expect(curves(logDir)).toMatchObject({ 'train/epoch_loss': [0, 1] });
  });
});

/** Nothing can be made below it from one epoch's begin to another's, because it is a file. */
function obstructed(path: string, from: number, to: number) {
  return on('onEpochBegin', (epoch) => {
    if (epoch === from) {
      rmSync(path, { recursive: true, force: true });
      writeFileSync(path, '');
    }
    if (epoch === to) rmSync(path);
  });
}

describe('as long as nothing can be written', () => {
  test('there is one warning, and then the curves go on', async () => {
    const logDir = temporaryDirectory();
    const callback = new TensorBoard({ logDir });
    await train(smallModel(), [obstructed(logDir, 1, 4), callback, whenWritten(callback)], { epochs: 7 });
    expect(warned()).toEqual([expect.stringContaining(WITHOUT), AGAIN]);
    expect(curves(logDir)).toMatchObject({ 'train/epoch_loss': [4, 5, 6] });
  });

  test('to one run, the others go on, and nothing is said to be well', async () => {
    const logDir = temporaryDirectory();
    writeFileSync(join(logDir, 'validation'), '');
    const callback = new TensorBoard({ logDir, updateFreq: 'batch', hparams: { units: 1 } });
    await trainAndValidate(smallModel(), [callback, whenWritten(callback)], { epochs: 6 });
    expect(warned()).toEqual([expect.stringContaining(WITHOUT)]);
    rmSync(join(logDir, 'validation'));
    expect(curves(logDir)).toMatchObject({ 'train/epoch_loss': [0, 1, 2, 3, 4, 5] });
    expect([eventFiles(logDir).length, eventFiles(join(logDir, 'train')).length]).toEqual([1, 1]);
  });

  test('at the end of training, what comes after the last epoch is tried once more', async () => {
    const logDir = temporaryDirectory();
    const callback = new TensorBoard({ logDir, hparams: { units: 1 } });
    const heal = on('onEpochEnd', async (epoch) => {
      await callback.settled();
      if (epoch === 1) rmSync(logDir);
    });
    await train(smallModel(), [obstructed(logDir, 1, -1), callback, heal], { epochs: 2 });
    const tags = readValues(logDir).map(({ tag }) => tag);
    expect(tags).toEqual(['_hparams_/session_start_info', '_hparams_/session_end_info']);
  });
});

/** The steps from which the files of a run replace earlier ones. */
function starts(directory: string): number[] {
  const events = eventFiles(directory).flatMap((file) => readEvents(readFileSync(file)));
  return events.filter(({ sessionStarts }) => sessionStarts).map(({ step }) => step);
}

/** A sink of a directory whose writes fail while it is told to. */
function faultySink(logDir: string) {
  const state = { fails: false, opened: 0, closed: 0, removed: 0, written: 0, closeFails: false };
  const at = (folder: string): Sink => ({
    location: folder,
    child: (name) => at(join(folder, name)),
    open: async (nameOf) => {
      state.opened++;
      mkdirSync(folder, { recursive: true });
      const name = join(folder, nameOf(state.opened, { host: 'here', pid: 1 }));
      writeFileSync(name, '');
      return {
        name,
        append: async (bytes) => {
          if (state.fails) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
          writeFileSync(name, bytes, { flag: 'a' });
          state.written += bytes.length;
        },
        close: async () => {
          state.closed++;
          if (state.closeFails) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
        },
        remove: async () => {
          state.removed++;
          rmSync(name);
        },
      };
    },
  });
  return { sink: at(logDir), state };
}

describe('after a failure the new file', () => {
  test('replaces nothing that the same fit has logged, also of a model that was trained before', async () => {
    const logDir = temporaryDirectory();
    const { sink, state } = faultySink(logDir);
    const model = smallModel();
    await train(model, [], { epochs: 10 });
    const callback = new TensorBoard({ logDir: sink });
    const fault = on('onEpochBegin', (epoch) => {
      state.fails = epoch === 2;
    });
    await trainAndValidate(model, [fault, callback, whenWritten(callback)], { epochs: 5 });
    expect(curves(logDir)).toMatchObject({
      'train/epoch_loss': [0, 1, 3, 4],
      'validation/evaluation_loss_vs_iterations': [33, 36, 42, 45],
    });
    // Behind the last step of before, 30 batches and two epochs of three.
    expect([starts(join(logDir, 'train')), starts(join(logDir, 'validation'))]).toEqual([
      [0, 3],
      [0, 40],
    ]);
  });

  test('replaces what earlier fits have logged, if the old one could not say so', async () => {
    const logDir = temporaryDirectory();
    await trainAndValidate(smallModel(), [new TensorBoard({ logDir })]);
    const { sink, state } = faultySink(logDir);
    const callback = new TensorBoard({ logDir: sink });
    const fault = on('onEpochBegin', (epoch) => {
      state.fails = epoch < 2;
    });
    await trainAndValidate(smallModel(), [fault, callback, whenWritten(callback)], { epochs: 4 });
    expect([starts(join(logDir, 'train')), starts(join(logDir, 'validation'))]).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('replaces nothing that was written before the first flush', async () => {
    const logDir = temporaryDirectory();
    const { sink, state } = faultySink(logDir);
    const callback = new TensorBoard({ logDir: sink, updateFreq: 'batch' });
    const fault = on('onBatchBegin', async (batch) => {
      // More than 64 KiB are written without a flush.
      if (batch === 1000) await until(() => state.written > 64 * 1024);
      state.fails = batch >= 1000;
    });
    const heal = on('onEpochBegin', () => {
      state.fails = false;
    });
    const xs = zeros([1100, 1]);
    await smallModel().fit(xs, xs, {
      batchSize: 1,
      epochs: 2,
      verbose: 0,
      callbacks: [fault, heal, callback, whenWritten(callback)],
    });
    const [first, second] = starts(join(logDir, 'train'));
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(1000);
  });

  test('is the only one: those to which nothing was written are removed, and all others closed', async () => {
    const logDir = temporaryDirectory();
    const { sink, state } = faultySink(logDir);
    const callback = new TensorBoard({ logDir: sink });
    const fault = on('onEpochBegin', (epoch) => {
      state.fails = epoch > 0 && epoch < 9;
    });
    await train(smallModel(), [fault, callback, whenWritten(callback)], { epochs: 10 });
    expect(warned()).toEqual([expect.stringContaining('ENOSPC'), AGAIN]);
    expect(eventFiles(join(logDir, 'train'))).toHaveLength(2);
    expect(state.opened).toBe(9);
    expect([state.removed, state.closed]).toEqual([7, 2]);
    expect(curves(logDir)).toMatchObject({ 'train/epoch_loss': [0, 9] });
  });

  test('that fails now and then is told of ever more rarely', async () => {
    const { sink, state } = faultySink(temporaryDirectory());
    const callback = new TensorBoard({ logDir: sink });
    const fault = on('onEpochEnd', (epoch) => {
      state.fails = epoch % 2 === 1;
    });
    const heal = on('onEpochBegin', () => {
      state.fails = false;
    });
    await train(smallModel(), [fault, heal, callback, whenWritten(callback)], { epochs: 16 });
    // Eight times: the first, second, fourth and eighth of them, whose end comes after training.
    expect(warned()).toEqual([
      ...Array(3)
        .fill([expect.stringContaining('ENOSPC'), AGAIN])
        .flat(),
      expect.anything(),
    ]);
  });

  test('has the graph, once a fit, because it may be what cannot be written', async () => {
    const logDir = temporaryDirectory();
    const { sink, state } = faultySink(logDir);
    const callback = new TensorBoard({ logDir: sink });
    const fault = on('onEpochEnd', (epoch) => {
      state.fails = epoch === 1 || epoch === 3;
    });
    const heal = on('onEpochBegin', () => {
      state.fails = false;
    });
    await train(smallModel(), [fault, heal, callback, whenWritten(callback)], { epochs: 6 });
    const directory = join(logDir, 'train');
    expect(eventFiles(directory)).toHaveLength(3);
    expect(readValues(directory).map(({ tag }) => tag)).toEqual(['keras', 'keras']);
  });

  test.each([
    ['before the new file is made', [0, 1]],
    ['when the new file is made', [1, 0]],
  ])('leaves the place to a later writer that takes it %s', async (_, order) => {
    const logDir = temporaryDirectory();
    const { sink, state } = faultySink(logDir);
    const callback = new TensorBoard({ logDir: sink });
    const later = new SummaryWriter(join(logDir, 'train'));
    const takes = on('onEpochBegin', async (epoch) => {
      state.fails = epoch === 1;
      if (epoch !== 2) return;
      later.scalar('mine', 1, 0);
      await later.flush();
    });
    const both = [takes, callback];
    const inOrder = order.map((index) => both[index] as (typeof both)[number]);
    await train(smallModel(), [...inOrder, whenWritten(callback)], { epochs: 5 });
    later.scalar('mine', 2, 1);
    await later.close();
    expect(curves(logDir)['train/mine']).toEqual([0, 1]);
    expect(curves(logDir)['train/epoch_loss']).toEqual([0]);
    expect(warned()).toEqual([expect.stringContaining('ENOSPC')]);
  });
});

test('a file that cannot be closed is a warning that names it', async () => {
  const { sink, state } = faultySink(temporaryDirectory());
  state.closeFails = true;
  await train(smallModel(), [new TensorBoard({ logDir: sink })]);
  expect(warned()).toEqual([
    expect.stringMatching(/^TensorBoard: cannot write to ".+tfevents.+" \(EIO: i\/o error\)\. /),
  ]);
});

test('what cannot be logged is one warning a fit, and the rest is', async () => {
  const sink = memorySink();
  let files = 0;
  const writeFile = async () => {
    throw new Error(`no file ${files++} here`);
  };
  const callback = new TensorBoard({ logDir: { ...sink, writeFile }, embeddingsFreq: 1 });
  const model = sequential({
    layers: [layers.embedding({ inputDim: 6, outputDim: 2, inputLength: 1, name: 'words' }), layers.flatten()],
  });
  model.add(layers.dense({ units: 1 }));
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  await train(model, [callback, whenWritten(callback)], { epochs: 3 });
  expect(warned()).toEqual([
    `TensorBoard: cannot write the projector's file "words.tsv" (no file 0 here). Training goes on without it; ${OR_STRICT}`,
  ]);
  const events = Object.values(sink.files()).flatMap((bytes) => readEvents(bytes));
  expect(events.filter(({ scalar }) => scalar?.tag === 'epoch_loss').map(({ step }) => step)).toEqual([0, 1, 2]);
});
