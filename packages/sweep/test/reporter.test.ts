import '@cb-tooling/backend';
import { BackupAndRestore } from '@cb/checkpoint';
import { compiledModel, feedEpochs } from '@cb/core/testing';
import { ones, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { Callback, initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { SweepReporter } from '../src/index.js';
import { isFatal } from '../src/trial/fatal.js';
import { contextThat } from './context.js';
import { temporaryDirectory } from './temporary-directory.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('reports the metric and all others after each epoch, counted from 1', async () => {
  const reports: unknown[] = [];
  const report = async (...args: unknown[]) => {
    reports.push(args);
    return 'continue' as const;
  };
  const reporter = new SweepReporter(contextThat({ metric: 'val_loss', report }));
  await feedEpochs(reporter, compiledModel(), [
    { loss: 2, val_loss: 3 },
    { loss: 1, val_loss: Number.NaN },
  ]);
  expect(reports).toEqual([
    [1, 3, { loss: 2, val_loss: 3 }],
    [2, Number.NaN, { loss: 1, val_loss: Number.NaN }],
  ]);
});

test('ends the training when the sweep says so, and prints it when it is asked to', async () => {
  const info = vi.spyOn(console, 'info').mockReturnValue();
  const report = async (step: number) => (step === 2 ? ('stop' as const) : ('continue' as const));
  for (const verbose of [0, 1]) {
    const reporter = new SweepReporter(contextThat({ trial: 7, report }), { verbose });
    const epochs = await feedEpochs(reporter, compiledModel(), [{ loss: 3 }, { loss: 2 }, { loss: 1 }]);
    expect(epochs.length).toBe(2);
  }
  expect(info.mock.calls).toEqual([['SweepReporter: trial 7 stops after epoch 2.']]);
});

describe('a metric that does not come is an error that ends the sweep', () => {
  const rejection = (work: Promise<unknown>) =>
    work.then(
      () => expect.unreachable(),
      (error: Error) => error,
    );

  test('before training, where that is certain', async () => {
    const reporter = new SweepReporter(contextThat({ metric: 'val_loss' }));
    const error = await rejection(feedEpochs(reporter, compiledModel(), [{ loss: 1 }]));
    expect(error.message).toBe(
      'SweepReporter: option `monitor` is "val_loss". This fit has no validation. Pass `validationData` or `validationSplit` to fit().',
    );
    expect(isFatal(error)).toBe(true);
  });

  test('else when the first epoch has ended', async () => {
    const reporter = new SweepReporter(contextThat({ metric: 'f1' }));
    const error = await rejection(feedEpochs(reporter, compiledModel(), [{ loss: 1 }]));
    expect(error.message).toBe(
      'SweepReporter: option `monitor` is "f1". Epoch 1 reported only loss. Pass one of these, or add the metric in compile().',
    );
    expect(isFatal(error)).toBe(true);
  });
});

test('without a context it is one clear error', () => {
  expect(() => new SweepReporter(undefined as never)).toThrow(
    'SweepReporter: the context is undefined. Pass what the function of the trial has got.',
  );
});

/** A model that trains the same whenever it does. */
function model() {
  const kernelInitializer = initializers.glorotUniform({ seed: 1 });
  const made = sequential({ layers: [layers.dense({ units: 2, inputShape: [4], kernelInitializer })] });
  made.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return made;
}

async function weightsOf({ weights }: { weights: { read(): Tensor }[] }) {
  return Promise.all(weights.map(async (weight) => [...(await weight.read().data())]));
}

test('an interrupted trial ends after its epoch, keeps its backup, and goes on with the same bits', async () => {
  const directory = await temporaryDirectory();
  const [xs, ys] = [ones([8, 4]), zeros([8, 2])];
  const fit = { epochs: 6, verbose: 0, shuffle: false };
  const whole = model();
  await whole.fit(xs, ys, fit);

  const interruption = new AbortController();
  /** In the middle of an epoch, as a signal comes. */
  class Interrupts extends Callback {
    override async onBatchBegin(): Promise<void> {
      if (steps.length === 2) interruption.abort(new Error('the machine is to be given back'));
    }
  }
  const steps: number[] = [];
  const report = async (step: number) => {
    steps.push(step);
    return 'continue' as const;
  };
  const context = contextThat({ directory, report, signal: interruption.signal });
  const first = model();
  const backup = new BackupAndRestore(directory);
  const callbacks = [new Interrupts(), new SweepReporter(context), backup];
  await expect(first.fit(xs, ys, { ...fit, callbacks })).rejects.toThrow('the machine is to be given back');
  // The epoch in which the signal came has ended and is in the backup.
  expect(steps).toEqual([1, 2, 3]);

  const second = model();
  const restored = new BackupAndRestore(directory);
  const { initialEpoch } = await restored.restore(second);
  expect(initialEpoch).toBe(3);
  const again = [new SweepReporter(contextThat({ report })), restored];
  await second.fit(xs, ys, { ...fit, initialEpoch, callbacks: again });
  expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await weightsOf(second)).toEqual(await weightsOf(whole));
});
