import '@cb-tooling/backend';
import { memory, ones, type Scalar, scalar, train, type Variable, zeros } from '@tensorflow/tfjs-core';
import type { Callback as LayersCallback, LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as core from '../src/index.js';
import {
  Callback,
  type CallbackState,
  combine,
  fromJSONNumber,
  getLearningRate,
  type Logs,
  MonitoredMetric,
  readMetrics,
  setLearningRate,
  toJSONNumber,
  WeightSnapshot,
} from '../src/index.js';
import { compiledModel, feedEpochs } from '../src/testing.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the contract', () => {
  expect(Object.keys(core).sort()).toEqual([
    'Callback',
    'Monitor',
    'MonitoredMetric',
    'OptionReader',
    'WeightSnapshot',
    'combine',
    'directionOf',
    'fromJSONNumber',
    'getLearningRate',
    'optionError',
    'pythonRepr',
    'readMetrics',
    'setLearningRate',
    'suggestion',
    'toJSONNumber',
  ]);
});

async function fit(model: LayersModel, callbacks: LayersCallback[], epochs = 1) {
  const [xs, ys] = [ones([8, 4]), zeros([8, 1])];
  const history = await model.fit(xs, ys, { epochs, batchSize: 4, verbose: 0, shuffle: false, callbacks });
  xs.dispose();
  ys.dispose();
  return history.history;
}

describe('readMetrics', () => {
  test('gives numbers, and leaves the tensors to History', async () => {
    const seen: Record<string, number>[] = [];
    class Reader extends Callback {
      override async onEpochEnd(_epoch: number, logs?: Logs) {
        seen.push(await readMetrics(logs));
      }
    }
    const history = await fit(compiledModel(), [new Reader()], 2);
    expect(seen.map(({ loss }) => loss)).toEqual(history.loss);
    expect(seen.map(({ acc }) => acc)).toEqual(history.acc);
  });

  test('downloads a tensor once, however many ask', async () => {
    const logs: Logs = { loss: scalar(3), size: 8 };
    const download = vi.spyOn(logs.loss as Scalar, 'data');
    expect(await readMetrics(logs)).toEqual({ loss: 3, size: 8 });
    expect(await readMetrics(logs)).toEqual({ loss: 3, size: 8 });
    expect(download).toHaveBeenCalledTimes(1);
    expect(Object.keys(logs)).toEqual(['loss', 'size']);
  });

  test('sees what another callback added or resolved meanwhile', async () => {
    const logs: Logs = { loss: scalar(3) };
    await readMetrics(logs);
    logs.learning_rate = 0.5;
    logs.loss = 4;
    expect(await readMetrics(logs)).toEqual({ loss: 4, learning_rate: 0.5 });
  });

  test('leaves out what is no number, and reads nothing from nothing', async () => {
    expect(await readMetrics({ loss: 1, note: 'text', none: null } as never)).toEqual({ loss: 1 });
    expect(await readMetrics(undefined)).toEqual({});
  });
});

describe('learning rate', () => {
  const optimizers = {
    sgd: () => train.sgd(0.03),
    momentum: () => train.momentum(0.03, 0),
    adam: () => train.adam(0.03),
    adamax: () => train.adamax(0.03),
    rmsprop: () => train.rmsprop(0.03),
    adagrad: () => train.adagrad(0.03),
    adadelta: () => train.adadelta(0.03),
  };

  test.each(Object.entries(optimizers))('a rate of 0 stops %s from changing a weight', async (_name, make) => {
    const optimizer = make();
    const model = compiledModel();
    model.compile({ optimizer, loss: 'meanSquaredError' });
    expect(getLearningRate(optimizer)).toBe(0.03);
    await fit(model, []);
    const before = model.getWeights()[0]?.dataSync();
    await fit(model, []);
    const moved = model.getWeights()[0]?.dataSync();
    expect(moved).not.toEqual(before);
    setLearningRate(optimizer, 0);
    expect(getLearningRate(optimizer)).toBe(0);
    await fit(model, []);
    expect(model.getWeights()[0]?.dataSync()).toEqual(moved);
  });

  test('an optimizer of another kind is refused with a remedy', () => {
    class Lion {
      learningRate = 0.1;
      getClassName() {
        return 'Lion';
      }
    }
    expect(getLearningRate(new Lion() as never)).toBe(0.1);
    expect(() => setLearningRate(new Lion() as never, 1)).toThrow(
      new TypeError(
        'The optimizer Lion has no method `setLearningRate`. Use an optimizer of TensorFlow.js, or give yours a number ' +
          '`learningRate` and a method `setLearningRate(learningRate)`.',
      ),
    );
    expect(() => getLearningRate({ getClassName: () => 'Odd' } as never)).toThrow(
      'The optimizer Odd has no number as `learningRate`.',
    );
  });

  test('a model that is not compiled is named', () => {
    const error = 'The model has no optimizer. Call model.compile() before training.';
    expect(() => setLearningRate(undefined as never, 1)).toThrow(error);
    expect(() => getLearningRate(undefined as never)).toThrow(error);
  });
});

describe('WeightSnapshot', () => {
  const weightsOf = (model: LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);

  test('puts back the weights of its moment, as often as asked', async () => {
    const model = compiledModel();
    const snapshot = new WeightSnapshot(model);
    const before = weightsOf(model);
    for (let round = 0; round < 2; round++) {
      await fit(model, [], 2);
      expect(weightsOf(model)).not.toEqual(before);
      snapshot.restore();
      expect(weightsOf(model)).toEqual(before);
    }
    snapshot.dispose();
  });

  test('shares the memory of the variables until training replaces them', async () => {
    const model = compiledModel();
    const before = memory();
    const snapshot = new WeightSnapshot(model);
    expect(memory().numDataBuffers).toBe(before.numDataBuffers);
    await fit(model, []);
    snapshot.restore();
    expect(memory().numDataBuffers).toBe(before.numDataBuffers);
    snapshot.dispose();
    snapshot.dispose();
    expect(memory().numTensors).toBe(before.numTensors);
    expect(weightsOf(model)[0]).toHaveLength(4);
  });

  test('refuses to restore after dispose()', () => {
    const snapshot = new WeightSnapshot(compiledModel());
    snapshot.dispose();
    expect(() => snapshot.restore()).toThrow('WeightSnapshot: it was disposed and holds no weights any more.');
  });

  test('refuses to restore into weights that are gone, and changes none', () => {
    const model = compiledModel();
    const snapshot = new WeightSnapshot(model);
    const [kernel, bias] = model.weights.map((weight) => weight.read() as Variable);
    kernel?.assign(ones([4, 1]));
    bias?.dispose();
    expect(() => snapshot.restore()).toThrow(/^WeightSnapshot: the model's weight `.*bias` was replaced or disposed/);
    expect([...(kernel?.dataSync() ?? [])]).toEqual([1, 1, 1, 1]);
    snapshot.dispose();
  });
});

describe('combine', () => {
  test('lets instances and plain objects run side by side', async () => {
    const calls: string[] = [];
    class Instance extends Callback {
      override async onEpochEnd() {
        calls.push('instance');
      }
    }
    const hooks = {
      onEpochEnd: (_epoch: number, logs?: { [name: string]: number }) => {
        calls.push(`object ${typeof logs?.loss}`);
      },
    };
    await fit(compiledModel(), combine([hooks, new Instance()]));
    expect(calls).toEqual(['object number', 'instance']);
  });

  test('refuses a hook that does not exist', () => {
    expect(() => combine([{ onEpochEnds: () => {} } as never])).toThrow(
      new TypeError('combine: element 0 has an unknown hook `onEpochEnds`. Did you mean `onEpochEnd`?'),
    );
    expect(() => combine([new (class extends Callback {})(), null as never])).toThrow(
      new TypeError('combine: element 1 is null. Pass callbacks, or objects with hooks.'),
    );
  });
});

describe('Callback', () => {
  class Plain extends Callback {}

  test('after a plain object in the array it says what is wrong', async () => {
    await expect(fit(compiledModel(), [{} as never, new Plain()])).rejects.toThrow(
      new Error(
        'Plain: fit() does not recognise it as a callback and runs its hooks without a model. Either the first element ' +
          'of `callbacks` is a plain object: pass callback instances only, or use combine(). Or two copies of ' +
          'TensorFlow.js are installed: run `npm ls @tensorflow/tfjs-layers`, give all of them one version, then ' +
          '`npm dedupe`.',
      ),
    );
  });

  test('an override of a batch hook keeps the event loop alive', async () => {
    class Busy extends Callback {
      override async onBatchEnd() {
        const end = performance.now() + 20;
        while (performance.now() < end);
      }
    }
    let ticks = 0;
    const interval = setInterval(() => ticks++, 1);
    await fit(compiledModel(), [new Busy()], 6);
    clearInterval(interval);
    expect(ticks).toBeGreaterThanOrEqual(3);
  });

  test('the callbacks of a fit take turns: many give the event loop no more turns than one', async () => {
    const turns = async (callbacks: Callback[]) => {
      const immediate = vi.spyOn(globalThis as unknown as { setImmediate: (turn: () => void) => void }, 'setImmediate');
      const list = combine(callbacks);
      await feedEpochs(
        list,
        compiledModel(),
        Array.from({ length: 20 }, () => ({ loss: 1 })),
        {
          train: () => {
            const end = performance.now() + 15;
            while (performance.now() < end);
          },
        },
      );
      const { length } = immediate.mock.calls;
      immediate.mockRestore();
      return length;
    };
    const [one, many] = [await turns([new Plain()]), await turns(Array.from({ length: 10 }, () => new Plain()))];
    expect(one).toBeGreaterThanOrEqual(3);
    expect(many).toBeLessThanOrEqual(one + 2);
  });

  test('releases what a run held when training ends, and what a run that threw has left', async () => {
    const calls: string[] = [];
    class Holder extends Callback {
      override async onTrainBegin() {
        calls.push('begin');
      }
      override async onTrainEnd() {
        calls.push('end');
        throw new Error('at the end');
      }
      override dispose() {
        calls.push('dispose');
      }
    }
    await expect(fit(compiledModel(), [new Holder()])).rejects.toThrow('at the end');
    expect(calls).toEqual(['dispose', 'begin', 'end', 'dispose']);
  });
});

describe('state', () => {
  class Remembering extends Callback {
    kept: WeightSnapshot | undefined;
    note = 'fresh';
    override async onTrainBegin() {
      this.note = 'begun';
    }
    override dispose() {
      this.kept?.dispose();
      this.kept = undefined;
    }
    protected override saveState() {
      return { values: { note: this.note }, ...(this.kept && { weights: this.kept.values }) };
    }
    protected override loadState({ values, weights }: CallbackState) {
      this.note = String(values.note);
      this.kept = new WeightSnapshot(this.model, weights);
    }
  }

  test('set before a fit it wins over the fresh start, once', async () => {
    const callback = new Remembering();
    callback.setState({ values: { version: 1, note: 'resumed' } });
    await fit(compiledModel(), [callback]);
    expect(callback.getState()).toEqual({ values: { version: 1, note: 'resumed' } });
    await fit(compiledModel(), [callback]);
    expect(callback.note).toBe('begun');
  });

  test('keeps tensors that the caller disposes, and releases them', async () => {
    const model = compiledModel();
    const before = memory().numTensors;
    const weights = [ones([4, 1]), ones([1])].map((tensor, index) => ({ name: `w${index}`, tensor }));
    const callback = new Remembering();
    callback.setState({ values: { version: 1, note: 'resumed' }, weights });
    callback.setState({ values: { version: 1, note: 'resumed' }, weights });
    for (const { tensor } of weights) tensor.dispose();
    expect(memory().numTensors - before).toBe(2);
    callback.setModel(model);
    await callback.onTrainBegin();
    expect(callback.kept?.values.map(({ tensor }) => [...tensor.dataSync()])).toEqual([[1, 1, 1, 1], [1]]);
    callback.dispose();
    expect(memory().numTensors).toBe(before);
    callback.setState({ values: { version: 1 }, weights: new WeightSnapshot(model).values });
    callback.dispose();
    expect(memory().numTensors - before).toBe(2);
  });

  test.each([
    [{ values: {} }, 'is no state of a callback'],
    [undefined, 'is no state of a callback'],
    [{ values: { version: 2 } }, 'has version 2'],
  ])('%j is refused', (state, fault) => {
    expect(() => new Remembering().setState(state as CallbackState)).toThrow(
      new TypeError(`Remembering: the state ${fault}. Pass what getState() gave, in version 1.`),
    );
  });

  test.each([
    [[ones([4, 1])], 'the model has 2 weights, and 1 were given'],
    [[ones([4, 1]), ones([2])], /weight `.*bias` has the shape \[1\], and \[2\] was given/],
  ])('a snapshot refuses values of another model', (tensors, fault) => {
    const values = tensors.map((tensor, index) => ({ name: `w${index}`, tensor }));
    expect(() => new WeightSnapshot(compiledModel(), values)).toThrow(fault);
  });

  test.each([
    [undefined, null],
    [1.5, 1.5],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [0, 0],
  ])('the number %s is %j in JSON, and back', (number, json) => {
    expect(toJSONNumber(number)).toBe(json);
    expect(fromJSONNumber(json)).toBe(number);
  });
});

describe('MonitoredMetric', () => {
  const warnings = () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    return () => warn.mock.calls.map(([message]) => message);
  };

  test('says before training that a fit has no validation', async () => {
    const warned = warnings();
    const metric = new MonitoredMetric('Stopper', 'val_loss');
    metric.begin({ metrics: ['loss', 'acc'] });
    expect(await metric.read(0, { loss: 1, acc: 1 })).toBeUndefined();
    expect(warned()).toEqual([
      'Stopper: option `monitor` is "val_loss". This fit has no validation. ' +
        'Pass `validationData` or `validationSplit` to fit().',
    ]);
    expect(() => new MonitoredMetric('Stopper', 'val_loss', true).begin({ metrics: ['loss'] })).toThrow(RangeError);
  });

  test('suggests the name that was meant', () => {
    const strict = new MonitoredMetric('Stopper', 'val_accuracy', true);
    expect(() => strict.begin({ metrics: ['loss', 'acc', 'val_loss', 'val_acc'] })).toThrow(
      new RangeError('Stopper: option `monitor` is "val_accuracy". Did you mean `val_acc`?'),
    );
  });

  test('waits for a name that another callback may add until the first epoch ends', async () => {
    const warned = warnings();
    const metric = new MonitoredMetric('Stopper', 'val_ema_loss', true);
    metric.begin({ metrics: ['loss', 'val_loss'] });
    expect(await metric.read(0, { loss: 1, val_ema_loss: 2 })).toBe(2);
    expect(await metric.read(1, { loss: 1 })).toBeUndefined();
    expect(await metric.read(2, { loss: 1 })).toBeUndefined();
    expect(warned()).toEqual([
      'Stopper: option `monitor` is "val_ema_loss". Epoch 2 reported loss: pass one of these, or add the metric in ' +
        'compile().',
    ]);
    metric.begin({ metrics: ['loss', 'val_loss'] });
    await expect(metric.read(0, undefined)).rejects.toThrow(
      new RangeError(
        'Stopper: option `monitor` is "val_ema_loss". Epoch 1 reported nothing: pass one of these, or add the metric ' +
          'in compile().',
      ),
    );
  });

  test('forgives an epoch that was stopped in the middle', async () => {
    const warned = warnings();
    const metric = new MonitoredMetric('Stopper', 'val_loss', true);
    metric.begin({ metrics: ['loss', 'val_loss'] });
    expect(await metric.read(0, { loss: 1 }, true)).toBeUndefined();
    expect(warned()).toHaveLength(1);
  });
});
