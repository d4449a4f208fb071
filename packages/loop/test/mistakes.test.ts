import '@cb-tooling/backend';
import { compiledModel } from '@cb/core/testing';
import { EarlyStopping } from '@cb/early-stopping';
import { memory, scalar, tidy, train, variable, zeros } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopBatch, type LoopEpoch, runLoop, TrainingLoop, VariableModel } from '../src/index.js';

const model = compiledModel();
const uncompiled = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });

beforeEach(() => {
  // Nothing here is trained, which is warned of.
  vi.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('options', () => {
  const MODEL = 'Pass a LayersModel, or new VariableModel({ variables, optimizer }).';
  const wrong: [unknown, ErrorConstructor, string][] = [
    [undefined, TypeError, `option \`model\` is undefined. ${MODEL}`],
    [[], TypeError, 'the options are an array. Pass an object, such as { model, epochs: 10 }.'],
    [{ model: null }, TypeError, `option \`model\` is null. ${MODEL}`],
    [{ model: {} }, TypeError, `option \`model\` is an object. ${MODEL}`],
    [{ model: uncompiled }, TypeError, 'the model has no optimizer. Call model.compile() with the one that trains it.'],
    [{ model, epochs: 0 }, RangeError, 'option `epochs` is 0. Pass a whole number of epochs, 1 or more.'],
    [{ model, epochs: '3' }, TypeError, 'option `epochs` is "3". Pass a whole number of epochs, 1 or more.'],
    [
      { model, batchesPerEpoch: 1.5 },
      RangeError,
      'option `batchesPerEpoch` is 1.5. Pass a whole number of batches, 1 or more.',
    ],
    [{ model, batchSize: 0 }, RangeError, 'option `batchSize` is 0. Pass a whole number of samples, 1 or more.'],
    [{ model, initialEpoch: -1 }, RangeError, 'option `initialEpoch` is -1. Pass a whole number of epochs, 0 or more.'],
    [
      { model, initialBatch: -1 },
      RangeError,
      'option `initialBatch` is -1. Pass a whole number of batches, 0 or more.',
    ],
    [
      { model, batchesPerEpoch: 5, initialBatch: 6 },
      RangeError,
      'option `initialBatch` is 6. An epoch has 5. Pass the `batchesPerEpoch` of the run that is gone on with.',
    ],
    [{ model, metrics: 'loss' }, TypeError, "option `metrics` is \"loss\". Pass names, such as ['loss', 'val_loss']."],
    [{ model, metrics: [1] }, TypeError, "option `metrics` is an array. Pass names, such as ['loss', 'val_loss']."],
    [{ model, callbacks: 5 }, TypeError, 'option `callbacks` is 5. Pass an array of callbacks.'],
    [{ model, averages: {} }, TypeError, 'option `averages` is an object. Pass new EpochAverages().'],
    [{ model, averages: { getState: 1 } }, TypeError, 'option `averages` is an object. Pass new EpochAverages().'],
    [{ model, averages: new EarlyStopping() }, TypeError, 'option `averages` is an object. Pass new EpochAverages().'],
    [{ model, epoch: 3 }, TypeError, 'option `epoch` is unknown. Did you mean `epochs`?'],
  ];
  test.each(wrong)('%o is refused', (options, kind, message) => {
    const make = () => new TrainingLoop(options as never);
    expect(make).toThrow(kind);
    expect(make).toThrow(new kind(`TrainingLoop: ${message}`));
  });

  test('a hook that does not exist is refused', () => {
    expect(() => new TrainingLoop({ model, callbacks: [{ onEpochEnds: () => {} } as object] })).toThrow(
      'combine: element 0 has an unknown hook `onEpochEnds`. Did you mean `onEpochEnd`?',
    );
  });

  test('one callback that stands twice is refused', async () => {
    const stopping = new EarlyStopping({ monitor: 'loss' });
    const run = runLoop({ model, batchesPerEpoch: 1, step: () => ({}), callbacks: [stopping, stopping] });
    await expect(run).rejects.toThrow('EarlyStopping: it stands twice in the callbacks of one fit()');
  });

  const FUNCTION = 'Pass a function that returns metrics by name.';
  test.each([
    [undefined, `option \`step\` is undefined. ${FUNCTION}`],
    [{ model, batchesPerEpoch: 1 }, `option \`step\` is undefined. ${FUNCTION}`],
    [{ model, batchesPerEpoch: 1, step: () => ({}), endEpoch: 5 }, `option \`endEpoch\` is 5. ${FUNCTION}`],
    [{ model, step: () => ({}) }, 'option `batchesPerEpoch` is undefined. Pass a number, or use TrainingLoop.'],
  ])('of runLoop: %o', async (options, message) => {
    await expect(runLoop(options as never)).rejects.toThrow(new TypeError(`runLoop: ${message}`));
  });
});

describe('metrics', () => {
  const ANY = 'Pass a number, or a tensor of one value, which the loop disposes.';
  const disposed = scalar(1);
  disposed.dispose();
  const wrong: [string, unknown, string][] = [
    ['undefined', undefined, 'got undefined. Pass metrics by name, such as { loss }.'],
    ['null', null, 'got null. Pass metrics by name, such as { loss }.'],
    ['a number', 1, 'got 1. Pass metrics by name, such as { loss }.'],
    ['a list', [1], 'got an array. Pass metrics by name, such as { loss }.'],
    ['no value', { loss: undefined }, `got undefined for \`loss\`. ${ANY}`],
    ['a text', { loss: '1' }, `got "1" for \`loss\`. ${ANY}`],
    ['a promise', { loss: Promise.resolve(1) }, `got an object for \`loss\`. ${ANY}`],
    ['many values', { loss: zeros([2, 3]) }, `got a tensor of the shape [2,3] for \`loss\`. ${ANY}`],
    ['what is gone', { loss: disposed }, `got a disposed tensor for \`loss\`. ${ANY}`],
    ['no number', { loss: scalar('a') }, `got a tensor of the type string for \`loss\`. ${ANY}`],
    ['a variable', { loss: variable(scalar(1)) }, `got a variable for \`loss\`. ${ANY}`],
    ['a misspelt name', { los: 1 }, 'got `los`, which is not among `metrics`. Did you mean `loss`?'],
    [
      'another name',
      { precision: 1 },
      'got `precision`, which is not among `metrics`. Pass some of loss, val_loss, or add it to `metrics`.',
    ],
  ];

  /** The error of something done in the only batch, or after it. */
  async function faultOf(inBatch?: (batch: LoopBatch) => void, inEpoch?: (epoch: LoopEpoch) => void): Promise<Error> {
    const loop = new TrainingLoop({ model, batchesPerEpoch: 1, metrics: ['loss', 'val_loss'] });
    try {
      for await (const epoch of loop) {
        for await (const batch of epoch) inBatch?.(batch);
        inEpoch?.(epoch);
      }
    } catch (error) {
      return error as Error;
    }
    throw new Error('nothing was thrown');
  }

  test.each(wrong)('%s is refused', async (_what, metrics, message) => {
    expect((await faultOf((batch) => batch.log(metrics as never))).message).toBe(
      `TrainingLoop: batch.log() ${message}`,
    );
    const error = await faultOf(undefined, (epoch) => epoch.log(metrics as never));
    expect(error.message).toBe(`TrainingLoop: epoch.log() ${message}`);
  });

  test.each([
    [0, '0'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['8', '"8"'],
  ])('a size of %j is refused', async (size, shown) => {
    expect((await faultOf((batch) => batch.log({ loss: 1, size: size as number }))).message).toBe(
      `TrainingLoop: batch.log() got ${shown} for \`size\`. Pass the samples of the batch.`,
    );
  });

  test('the index of a batch cannot be set', async () => {
    expect((await faultOf((batch) => batch.log({ batch: 1 }))).message).toBe(
      'TrainingLoop: batch.log() got `batch`, which is set by the loop. Leave it out.',
    );
  });

  test('nothing is taken of what is refused in part', async () => {
    const before = memory().numTensors;
    const loss = scalar(1);
    await faultOf((batch) => batch.log({ loss, los: 1 }));
    expect(loss.isDisposed).toBe(false);
    loss.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test('a tensor that is logged inside of tidy() outlives it, and belongs to the loop', async () => {
    const before = memory().numTensors;
    const loop = new TrainingLoop({ model, batchesPerEpoch: 2 });
    for await (const epoch of loop) {
      for await (const batch of epoch) tidy(() => batch.log({ loss: scalar(batch.index) }));
      tidy(() => epoch.log({ val_loss: scalar(3) }));
    }
    expect(loop.history.history).toEqual({ loss: [0.5], val_loss: [3] });
    expect(memory().numTensors).toBe(before);
  });

  test('a tensor that somebody else disposes is named', async () => {
    const [loss, other] = [scalar(1), scalar(1)];
    const LEAVE = 'was disposed. Leave that to the loop, or pass a number.';
    const ofBatch = await faultOf((batch) => {
      batch.log({ loss });
      loss.dispose();
    });
    expect(ofBatch.message).toBe(`TrainingLoop: the tensor that batch.log() got for \`loss\` ${LEAVE}`);
    const ofEpoch = await faultOf(undefined, (epoch) => {
      epoch.log({ val_loss: other });
      other.dispose();
    });
    expect(ofEpoch.message).toBe(`TrainingLoop: the tensor that epoch.log() got for \`val_loss\` ${LEAVE}`);
  });

  test('what is logged again replaces what was logged', async () => {
    const first = scalar(1);
    const loop = new TrainingLoop({ model, batchesPerEpoch: 1 });
    for await (const epoch of loop) {
      for await (const batch of epoch) {
        batch.log({ loss: first });
        batch.log({ loss: 5, acc: 1 });
        batch.log({});
        expect(first.isDisposed).toBe(true);
      }
    }
    expect(loop.history.history).toEqual({ loss: [5], acc: [1] });
  });

  test('what comes after the batch or the epoch is refused', async () => {
    const kept: { batch?: LoopBatch; epoch?: LoopEpoch } = {};
    const late = await faultOf(
      (batch) => {
        kept.batch = batch;
      },
      () => kept.batch?.log({ loss: 1 }),
    );
    expect(late.message).toBe('TrainingLoop: batch.log() comes too late. Call it before the loop goes on.');
    const loop = new TrainingLoop({ model, batchesPerEpoch: 1 });
    for await (const epoch of loop) kept.epoch = epoch;
    expect(() => kept.epoch?.log({ loss: 1 })).toThrow(
      'TrainingLoop: epoch.log() comes too late. Call it before the loop goes on.',
    );
  });

  test('what comes from a hook of their end is refused too', async () => {
    const kept: { batch?: LoopBatch; epoch?: LoopEpoch } = {};
    const run = async (hooks: object) => {
      for await (const epoch of new TrainingLoop({ model, batchesPerEpoch: 1, callbacks: [hooks] })) {
        kept.epoch = epoch;
        for await (const batch of epoch) kept.batch = batch;
      }
    };
    const late = 'comes too late. Call it before the loop goes on.';
    await expect(run({ onBatchEnd: () => kept.batch?.log({ loss: 1 }) })).rejects.toThrow(`batch.log() ${late}`);
    await expect(run({ onEpochEnd: () => kept.epoch?.log({ loss: 1 }) })).rejects.toThrow(`epoch.log() ${late}`);
  });

  test('of an epoch `size` and `batch` are names like any other', async () => {
    const loop = new TrainingLoop({ model, batchesPerEpoch: 1 });
    for await (const epoch of loop) epoch.log({ size: 0, batch: 5 });
    expect(loop.history.history).toEqual({ size: [0], batch: [5] });
  });

  test('with `metrics`, a monitor that cannot come is said before training', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const callbacks = [new EarlyStopping()];
    const step = () => {
      model.optimizer.applyGradients([]);
      return { loss: 1 };
    };
    await runLoop({ model, batchesPerEpoch: 1, metrics: ['loss'], step, callbacks });
    expect(warn.mock.calls).toEqual([
      [
        'EarlyStopping: option `monitor` is "val_loss". This fit has no validation. Pass `validationData` or `validationSplit` to fit().',
      ],
    ]);
  });
});

describe('VariableModel', () => {
  const variables = { slope: variable(scalar(1)) };
  const optimizer = train.sgd(0.1);
  const gone = variable(scalar(1));
  gone.dispose();
  const NAMES = 'Pass what is trained by name, such as { slope, offset }.';
  test.each([
    [undefined, `option \`variables\` is undefined. ${NAMES}`],
    [{ variables: {}, optimizer }, `option \`variables\` is an object. ${NAMES}`],
    [{ variables: [variables.slope], optimizer }, `option \`variables\` is an array. ${NAMES}`],
    [{ variables: { slope: 5 }, optimizer }, 'variable `slope` is 5. Pass what tf.variable() gave.'],
    [{ variables: { slope: null }, optimizer }, 'variable `slope` is null. Pass what tf.variable() gave.'],
    [{ variables: { gone }, optimizer }, 'variable `gone` is disposed. Pass what tf.variable() gave.'],
    [
      { variables },
      'option `optimizer` is undefined. Pass the one that trains the variables, such as tf.train.adam().',
    ],
    [
      { variables, optimizer: 'adam' },
      'option `optimizer` is "adam". Pass the one that trains the variables, such as tf.train.adam().',
    ],
    [{ variables, optimizer, name: 'a' }, 'option `name` is unknown. Pass one of optimizer, variables.'],
  ])('%o is refused', (options, message) => {
    expect(() => new VariableModel(options as never)).toThrow(new TypeError(`VariableModel: ${message}`));
  });
});
