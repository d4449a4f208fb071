import '@cb-tooling/backend';
import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { readmeExamples } from '@cb-tooling/repo-check/readme';
import { findBackendFactory, ones, registerBackend, removeBackend, zeros } from '@tensorflow/tfjs-core';
import { Callback } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import { Bars, ProgbarLogger, type ProgbarLoggerOptions } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the classes', () => {
  expect(Object.keys(entry)).toEqual(['Bars', 'ProgbarLogger']);
});

/** A pipe, and what has come out of it since it was last asked. */
function pipe() {
  const stream = new PassThrough({ encoding: 'utf8' });
  return { bars: new Bars({ stream }), lines: () => ((stream.read() as string) ?? '').split('\n').slice(0, -1) };
}

describe('contract', () => {
  const make = (options?: object) => new ProgbarLogger({ bars: pipe().bars, ...options });
  for (const rule of callbackContract(make, compiledModel)) test(rule.name, rule.check);
});

for (const example of readmeExamples(import.meta.url)) test(example.name, example.run);

test.each([
  [{ verbose: 3 }, 'is 3. Pass 0 for nothing, 1 for a bar, or 2 for a line for each epoch.', 'verbose', RangeError],
  [
    { verbose: 'auto' },
    'is "auto". Pass 0 for nothing, 1 for a bar, or 2 for a line for each epoch.',
    'verbose',
    TypeError,
  ],
  [{ name: '' }, 'is "". Pass a string that is not empty.', 'name', RangeError],
  [{ name: 7 }, 'is 7. Pass a string.', 'name', TypeError],
  [{ name: 'a\nb' }, 'is "a\\nb". Pass a name without line breaks and other control characters.', 'name', RangeError],
  [{ bars: {} }, 'is an object. Pass `new Bars()`.', 'bars', TypeError],
  [{ bars: null }, 'is null. Pass `new Bars()`.', 'bars', TypeError],
])('%j is an error', (options, message, option, kind) => {
  const expected = new kind(`ProgbarLogger: option \`${option}\` ${message}`);
  expect(() => new ProgbarLogger(options as ProgbarLoggerOptions)).toThrow(expected);
});

test('bars without a stream that takes text are an error', () => {
  const stream = { isTTY: true } as never;
  expect(() => new Bars({ stream })).toThrow(
    new TypeError('Bars: option `stream` is an object. Pass a stream, such as process.stderr.'),
  );
  expect(() => new Bars({ steam: process.stderr } as never)).toThrow(
    new TypeError('Bars: option `steam` is unknown. Did you mean `stream`?'),
  );
  expect(() => new Bars([] as never)).toThrow(
    new TypeError('Bars: the options are an array. Pass an object, such as { stream: process.stderr }.'),
  );
});

describe('where there is no terminal', () => {
  const [xs, ys] = [ones([20, 4]), zeros([20, 1])];

  async function fit(options: ProgbarLoggerOptions = {}, args: object = {}, others: Callback[] = []) {
    const { bars, lines } = pipe();
    const callbacks = [...others, new ProgbarLogger({ bars, ...options })];
    await compiledModel().fit(xs, ys, { epochs: 2, batchSize: 8, verbose: 0, ...args, callbacks });
    return lines();
  }

  test('each epoch has a line, with the metrics in the order of training and validation', async () => {
    const line = (epoch: number) =>
      expect.stringMatching(
        `^Epoch ${epoch}/2 3/3 - \\d+s - [\\d,.]+ samples/s - loss: \\S+ - acc: \\S+ - val_loss: \\S+ - val_acc: \\S+$`,
      );
    expect(await fit({}, { validationData: [xs, ys] })).toEqual([line(1), line(2)]);
  });

  test('the only epoch has no number, and an epoch begins where fit does', async () => {
    expect(await fit({}, { epochs: 1 })).toEqual([expect.stringMatching(/^3\/3 - \d+s - .*loss: \S+ - acc: \S+$/)]);
    const late = await fit({}, { epochs: 12, initialEpoch: 8 });
    expect(late.map((line) => line.slice(0, 15))).toEqual(
      [9, 10, 11, 12].map((n) => `Epoch ${`${n}`.padStart(2)}/12 3/3`),
    );
  });

  test('a name begins each line', async () => {
    expect(await fit({ name: 'lr 0.1' }, { epochs: 1 })).toEqual([expect.stringMatching(/^lr 0\.1: 3\/3 - \d+s - /)]);
  });

  test('verbose: 0 prints nothing, 2 what 1 prints here', async () => {
    expect(await fit({ verbose: 0 })).toEqual([]);
    expect(await fit({ verbose: 2 })).toHaveLength(2);
  });

  test('what other callbacks add to the logs comes last', async () => {
    const rate = new (class extends Callback {
      override async onEpochEnd(_epoch: number, logs?: Record<string, unknown>) {
        if (logs) logs.learning_rate = 1e-4;
      }
    })();
    expect(await fit({}, { epochs: 1 }, [rate])).toEqual([
      expect.stringMatching(/ - acc: \S+ - learning_rate: 1\.0000e-04$/),
    ]);
  });

  test('an epoch that was stopped tells how far it came', async () => {
    const stop = new (class extends Callback {
      override async onBatchEnd(batch: number) {
        if (batch === 1) this.model.stopTraining = true;
      }
    })();
    expect(await fit({}, {}, [stop])).toEqual([expect.stringMatching(/^Epoch 1\/2 2\/3 - \d+s - /)]);
  });

  test('an epoch that a loop goes on within counts the batches that it has behind it', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(0);
    const { bars, lines } = pipe();
    const logger = new ProgbarLogger({ bars });
    logger.setParams({ epochs: 4, initialEpoch: 2, initialBatch: 3, steps: 5 } as never);
    logger.setModel(compiledModel());
    await logger.onTrainBegin();
    for (const [epoch, first] of [
      [2, 3],
      [3, 0],
    ] as const) {
      await logger.onEpochBegin(epoch);
      for (let batch = first; batch < 5; batch++) await logger.onBatchEnd(batch, {});
      await logger.onEpochEnd(epoch, {});
    }
    expect(lines()).toEqual(['Epoch 3/4 5/5 - 0s', 'Epoch 4/4 5/5 - 0s']);
  });

  test('metrics that were not announced are in the order of training and validation, too', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(0);
    const { bars, lines } = pipe();
    const logger = new ProgbarLogger({ bars });
    logger.setParams({ epochs: 1 } as never);
    logger.setModel(compiledModel());
    await logger.onTrainBegin();
    await logger.onEpochBegin(0);
    await logger.onEpochEnd(0, { val_loss: 2, loss: 1 });
    expect(lines()).toEqual(['0/0 - 0s - loss: 1.0000 - val_loss: 2.0000']);
  });

  test('no metric of a batch is downloaded', async () => {
    const downloads = vi.fn();
    const spy = new (class extends Callback {
      override async onBatchEnd(_batch: number, logs?: Record<string, unknown>) {
        const loss = logs?.loss as { data: () => Promise<unknown> };
        const data = loss.data.bind(loss);
        loss.data = () => {
          downloads();
          return data();
        };
      }
    })();
    await fit({}, {}, [spy]);
    expect(downloads).not.toHaveBeenCalled();
  });
});

describe('a data set that does not tell how many batches it has', () => {
  const dataset = (batches: number) => ({
    iterator: async () => {
      let left = batches;
      const next = async () =>
        left-- > 0 ? { value: { xs: ones([4, 4]), ys: zeros([4, 1]) }, done: false } : { value: null, done: true };
      return { next };
    },
  });

  test('has a line for each epoch, the metrics of validation behind those of training', async () => {
    const { bars, lines } = pipe();
    const args = {
      epochs: 2,
      verbose: 0,
      validationData: dataset(1) as never,
      callbacks: [new ProgbarLogger({ bars })],
    };
    await compiledModel().fitDataset(dataset(3) as never, args);
    const line = (epoch: number) =>
      expect.stringMatching(
        `^Epoch ${epoch}/2 3/3 - \\d+s - .* - loss: \\S+ - acc: \\S+ - val_loss: \\S+ - val_acc: \\S+$`,
      );
    expect(lines()).toEqual([line(1), line(2)]);
  });

  test('is another one in the next fit', async () => {
    const { bars, lines } = pipe();
    const args = { epochs: 1, verbose: 0, callbacks: [new ProgbarLogger({ bars })] };
    for (const batches of [3, 2]) await compiledModel().fitDataset(dataset(batches) as never, args);
    expect(lines().map((line) => line.slice(0, 3))).toEqual(['3/3', '2/2']);
  });

  test('is known from the second epoch on, and so says the state', async () => {
    const { bars, lines } = pipe();
    const first = new ProgbarLogger({ bars });
    const args = { epochs: 1, verbose: 0, callbacks: [first] };
    let state = first.getState();
    args.callbacks.push(
      new (class extends Callback {
        override async onEpochEnd() {
          state = first.getState();
        }
      })() as never,
    );
    await compiledModel().fitDataset(dataset(3) as never, args);
    expect(state.values).toEqual({ callback: 'ProgbarLogger', stepsSeen: 3, version: 1 });
    const second = new ProgbarLogger({ bars });
    second.setState(state);
    await compiledModel().fitDataset(dataset(2) as never, { ...args, callbacks: [second] });
    expect(lines().map((line) => line.slice(0, 3))).toEqual(['3/3', '2/3']);
  });
});

test('takes no state of another callback', () => {
  const state = { values: { callback: 'EarlyStopping', version: 1 } };
  expect(() => new ProgbarLogger().setState(state)).toThrow(
    'ProgbarLogger: the state is that of EarlyStopping. Pass what getState() gave, with tensors as its weights.',
  );
});

describe('beside the bar of tfjs-node', () => {
  const WARNING = 'ProgbarLogger: tfjs-node draws a bar of its own, too. Pass `verbose: 0` to fit().';

  async function warnings(verbose: number, options?: ProgbarLoggerOptions) {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    vi.spyOn(console, 'log').mockReturnValue();
    const callbacks = [new ProgbarLogger({ bars: pipe().bars, ...options })];
    const isFake = findBackendFactory('tensorflow') == null;
    if (isFake) registerBackend('tensorflow', () => ({}) as never);
    await compiledModel().fit(ones([8, 4]), zeros([8, 1]), { epochs: 3, verbose, callbacks });
    if (isFake) removeBackend('tensorflow');
    return warn.mock.calls.map(([message]) => message);
  }

  test('one warning a run says how to have one bar', async () => {
    expect(await warnings(1)).toEqual([WARNING]);
  });

  test('there is none when fit prints nothing, or we do not', async () => {
    expect(await warnings(0)).toEqual([]);
    expect(await warnings(1, { verbose: 0 })).toEqual([]);
  });

  test.skipIf(findBackendFactory('tensorflow') != null)('there is none where tfjs-node is not loaded', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const callbacks = [new ProgbarLogger({ bars: pipe().bars })];
    await compiledModel().fit(ones([8, 4]), zeros([8, 1]), { epochs: 1, verbose: 1, callbacks });
    expect(warn).not.toHaveBeenCalled();
  });
});

test('bars of another copy of the package are bars', async () => {
  vi.resetModules();
  const copy = await import('../src/index.js');
  expect(copy.Bars).not.toBe(Bars);
  expect(() => new ProgbarLogger({ bars: new copy.Bars() as never })).not.toThrow();
});

test('a reader who goes away does not end the training', () => {
  const program = `
    import '@cb-tooling/backend';
    import { compiledModel } from '@cb/core/testing';
    import { ProgbarLogger } from '@cb/progress';
    import { ones } from '@tensorflow/tfjs-core';
    const options = { epochs: 200, verbose: 0, callbacks: [new ProgbarLogger()] };
    await compiledModel().fit(ones([32, 4]), ones([32, 1]), options);
    console.error('trained to the end');`;
  const [cwd, command] = [
    fileURLToPath(new URL('..', import.meta.url)),
    '"$0" --input-type=module --eval "$1" | head -n 1',
  ];
  const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, program], { cwd, encoding: 'utf8' });
  expect(stdout).toMatch(/^Epoch {3}1\/200 1\/1 - \d+s - .*\n$/);
  expect(stderr).toBe('trained to the end\n');
});

test('the streams get back the listeners that they had', async () => {
  const stream = new PassThrough();
  const bars = new Bars({ stream });
  for (let line = 0; line < 50; line++) bars.print({}, 'a line');
  expect(stream.listenerCount('error')).toBe(1);
  stream.resume();
  await vi.waitFor(() => expect(stream.listenerCount('error')).toBe(0), { timeout: 20_000 });
});

test('dispose() may be called at any time, any number of times', async () => {
  vi.spyOn(performance, 'now').mockReturnValue(0);
  const { bars, lines } = pipe();
  const logger = new ProgbarLogger({ bars });
  await logger.dispose();
  await feedEpochs(logger, compiledModel(), [{ loss: 1 }]);
  await logger.dispose();
  await logger.dispose();
  expect(lines()).toEqual(['0/0 - 0s - loss: 1.0000']);
});
