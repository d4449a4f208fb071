import '@cb-tooling/backend';
import { compiledModel } from '@cb/core/testing';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runLoop, TrainingLoop, type TrainingLoopOptions } from '../src/index.js';
import { line, Recorder, Thrower } from './toy-training.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Two epochs of two batches; in each place something may be done. */
async function drive(
  options: Partial<TrainingLoopOptions>,
  at: { batch?: (index: number) => unknown; epoch?: (index: number) => unknown } = {},
): Promise<TrainingLoop> {
  const { model, step } = line();
  const loop = new TrainingLoop({ model, epochs: 2, batchesPerEpoch: 2, ...options });
  for await (const epoch of loop) {
    for await (const batch of epoch) {
      step(batch.index).dispose();
      batch.log({ loss: 1 });
      if (at.batch?.(batch.index) === 'break') break;
    }
    if (at.epoch?.(epoch.index) === 'break') break;
  }
  return loop;
}

const EPOCH = (epoch: number) => [
  `onEpochBegin ${epoch}`,
  'onBatchBegin 0',
  'onBatchEnd 0',
  'onBatchBegin 1',
  'onBatchEnd 1',
  `onEpochEnd ${epoch}`,
];

const fault = () => {
  throw new Error('a fault');
};

test('every hook runs once, in the order of fit()', async () => {
  const recorder = new Recorder();
  await drive({ callbacks: [recorder] });
  expect(recorder.calls).toEqual(['onTrainBegin', ...EPOCH(0), ...EPOCH(1), 'onTrainEnd']);
});

describe('a loop that is left early has its end hooks', () => {
  test('by break, in the middle of an epoch', async () => {
    const recorder = new Recorder();
    const loop = await drive({ callbacks: [recorder] }, { epoch: () => 'break' });
    expect(recorder.calls).toEqual(['onTrainBegin', ...EPOCH(0).slice(0, -1), 'onTrainEnd', 'dispose']);
    expect(recorder.params.unfinished).toBe(true);
    expect(loop.history.epoch).toEqual([]);
  });

  test.each([
    ['within a batch', { batch: fault }, EPOCH(0).slice(0, 2)],
    ['within an epoch', { epoch: fault }, EPOCH(0).slice(0, -1)],
  ])('by an error %s, which goes on', async (_where, at, calls) => {
    const recorder = new Recorder();
    await expect(drive({ callbacks: [recorder] }, at)).rejects.toThrow('a fault');
    expect(recorder.calls).toEqual(['onTrainBegin', ...calls, 'onTrainEnd', 'dispose']);
    expect(recorder.params.unfinished).toBe(true);
  });

  test.each(['onBatchEnd', 'onEpochEnd'] as const)('by a callback that throws in %s', async (hook) => {
    const recorder = new Recorder();
    await expect(drive({ callbacks: [recorder, new Thrower(hook)] })).rejects.toThrow('a fault');
    expect(recorder.calls.slice(-3)).toEqual([
      hook === 'onBatchEnd' ? 'onBatchEnd 0' : 'onEpochEnd 0',
      'onTrainEnd',
      'dispose',
    ]);
  });

  test('by a callback that throws before training: those that began end, all are disposed', async () => {
    const calls: string[] = [];
    const callbacks = [new Recorder(calls, 'a'), new Thrower('onTrainBegin'), new Recorder(calls, 'b')];
    await expect(drive({ callbacks })).rejects.toThrow('a fault');
    expect(calls).toEqual(['a onTrainBegin', 'a onTrainEnd', 'a dispose', 'b dispose']);
  });

  test('by a step of runLoop that throws', async () => {
    const recorder = new Recorder();
    const run = runLoop({ model: compiledModel(), batchesPerEpoch: 2, step: fault, callbacks: [recorder] });
    await expect(run).rejects.toThrow('a fault');
    expect(recorder.calls.slice(-2)).toEqual(['onTrainEnd', 'dispose']);
  });

  test('and what fails there is a warning, behind the error that ended the loop', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const recorder = new Recorder();
    const callbacks = [new Thrower('onTrainEnd', 'no end'), recorder];
    await expect(drive({ callbacks }, { batch: fault })).rejects.toThrow('a fault');
    expect(recorder.calls.slice(-2)).toEqual(['onTrainEnd', 'dispose']);
    expect(warn.mock.calls).toEqual([['TrainingLoop: while ending an unfinished training: Error: no end']]);
  });
});

describe('training that comes to its end', () => {
  test('is not unfinished, and nothing is disposed of', async () => {
    const recorder = new Recorder();
    await drive({ callbacks: [recorder] });
    expect(recorder.params.unfinished).toBe(false);
  });

  test('by stopTraining in a batch ends that epoch, and is not unfinished either', async () => {
    const recorder = new Recorder();
    const loop: TrainingLoop = new TrainingLoop({
      model: compiledModel(),
      epochs: 2,
      batchesPerEpoch: 2,
      callbacks: [recorder],
    });
    for await (const epoch of loop) {
      for await (const batch of epoch) {
        batch.log({ loss: 1 });
        loop.stopTraining = true;
      }
      expect(loop.stopTraining).toBe(true);
    }
    expect(recorder.calls).toEqual(['onTrainBegin', ...EPOCH(0).slice(0, 3), 'onEpochEnd 0', 'onTrainEnd']);
    expect(recorder.params.unfinished).toBe(false);
  });

  test('a failing end of one callback does not keep the next from its own, and is thrown', async () => {
    const recorder = new Recorder();
    const one = drive({ callbacks: [new Thrower('onTrainEnd'), recorder] });
    await expect(one).rejects.toThrow('a fault');
    expect(recorder.calls.at(-1)).toBe('onTrainEnd');
    const two = drive({ callbacks: [new Thrower('onTrainEnd', 'first'), new Thrower('onTrainEnd', 'second')] });
    await expect(two).rejects.toThrow('Error: first\nError: second');
  });
});

test('a batch that is left by break does not count, and the epoch ends with those before', async () => {
  const recorder = new Recorder();
  const loop = await drive({ callbacks: [recorder] }, { batch: (index) => index === 1 && 'break' });
  const epoch = (index: number) => EPOCH(index).filter((call) => call !== 'onBatchEnd 1');
  expect(recorder.calls).toEqual(['onTrainBegin', ...epoch(0), ...epoch(1), 'onTrainEnd']);
  expect(loop.history).toEqual({ epoch: [0, 1], history: { loss: [1, 1] } });
});

test('without batchesPerEpoch an epoch lasts until it is left', async () => {
  const loop = await drive({ batchesPerEpoch: undefined, epochs: 1 }, { batch: (index) => index === 70 && 'break' });
  expect(loop.history).toEqual({ epoch: [0], history: { loss: [1] } });
});

test('in the first epoch it begins with initialBatch', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const recorder = new Recorder();
  await drive({ initialEpoch: 1, epochs: 3, initialBatch: 1, callbacks: [recorder] });
  const first = EPOCH(1).filter(
    (call) => !call.endsWith('h 0') && !call.endsWith('BatchBegin 0') && !call.endsWith('BatchEnd 0'),
  );
  expect(recorder.calls).toEqual(['onTrainBegin', ...first, ...EPOCH(2), 'onTrainEnd']);
  expect(recorder.params).toMatchObject({ initialEpoch: 1, initialBatch: 1 });
  expect(warn.mock.calls).toEqual([
    [
      'TrainingLoop: epoch 2 goes on after batch 1, and its metrics will be those of the rest. ' +
        'For those of the whole epoch, give one EpochAverages to the loop as `averages` and to BackupAndRestore.',
    ],
  ]);
});

describe('an optimizer that takes no step in the first epoch', () => {
  const idle = async (epochs: number, batches: number) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { model, step } = line();
    const loop = new TrainingLoop({ model, epochs, initialEpoch: 1, batchesPerEpoch: 1 });
    for await (const epoch of loop) {
      for await (const _ of epoch) {
        if (batches === 0) break;
        if (epoch.index === 3) step(0).dispose();
      }
    }
    return warn.mock.calls;
  };

  test('is one warning, because another one may train the model', async () => {
    expect(await idle(5, 1)).toEqual([
      [
        'TrainingLoop: `model.optimizer` took no step in epoch 2. Callbacks set its learning rate, and a backup keeps what ' +
          'it remembers: let it be the one that trains the model.',
      ],
    ]);
  });

  test('is none where there was no batch', async () => {
    expect(await idle(3, 0)).toEqual([]);
  });
});

test('it runs once', async () => {
  const loop = await drive({});
  await expect(loop[Symbol.asyncIterator]().next()).rejects.toThrow(
    'TrainingLoop: it has run already. Make a new one for each run.',
  );
});

const LEAVINGS: [string, { batch?: () => unknown; epoch?: (index: number) => unknown }][] = [
  ['to the end', {}],
  ['to a break in a batch', { batch: () => 'break' }],
  ['to a break in an epoch', { epoch: (index: number) => index === 1 && 'break' }],
  ['to an error in a batch', { batch: fault }],
  ['to an error in an epoch', { epoch: fault }],
];

test.each(LEAVINGS)('%s, it keeps no tensor', async (_how, at) => {
  const { model, step } = line();
  step(1).dispose();
  const run = async (epochs: number) => {
    const loop = new TrainingLoop({ model, epochs, batchesPerEpoch: 3 });
    for await (const epoch of loop) {
      for await (const batch of epoch) {
        batch.log({ loss: step(batch.index), half: 0.5 });
        if (batch.index === 1 && at.batch?.() === 'break') break;
      }
      epoch.log({ val_loss: step(1) });
      if (at.epoch?.(epoch.index) === 'break') break;
    }
  };
  const before = memory().numTensors;
  for (const epochs of [1, 20]) {
    await run(epochs).catch((error) => expect(error.message).toBe('a fault'));
    expect(memory().numTensors).toBe(before);
  }
});
