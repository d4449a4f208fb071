import '@cb-tooling/backend';
import { type CallbackState, getLearningRate, setLearningRate } from '@cb/core';
import { captureOptimizer, disposeState } from '@cb/core/optimizer';
import { compiledModel, feedEpochs } from '@cb/core/testing';
import { OPTIMIZERS } from '@cb-tooling/backend/optimizers';
import {
  AdamOptimizer,
  dispose,
  fill,
  mean,
  type Optimizer,
  SGDOptimizer,
  sqrt,
  squaredDifference,
  type Tensor,
  train as tf,
  zeros,
} from '@tensorflow/tfjs-core';
import { Callback, type LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { TerminateOnNaN } from '../src/index.js';
import { tensors, toyModel, train, trainEpochs, valuesOf } from './toy.js';

let warn: MockInstance<typeof console.warn>;

beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

const make = () => new TerminateOnNaN({ restoreLastFinite: true });

/** The weights and what the optimizer remembers, to the last bit: a float32 survives as a number. */
async function stateOf(model: LayersModel): Promise<object> {
  const { className: _, tensors, scalars, ...numbers } = await captureOptimizer(model.optimizer);
  const memory = [...tensors, ...scalars].map(({ tensor }) => Array.from(tensor.dataSync()));
  disposeState({ tensors, scalars });
  return { ...numbers, memory, weights: valuesOf(model) };
}

describe.each(OPTIMIZERS)('with %s', (_, optimizer) => {
  test.each([
    ['with a NaN in the middle', [1, 0.5, Number.NaN, 0.75], [1]],
    ['with a NaN after some steps', [...Array(6).fill(0.5), 1, Number.NaN], Array(6).fill(0.5)],
    ['without a finite loss but the first', [1, Number.NaN, 0.5], []],
    ['without any', [Number.NaN, 1], []],
  ])('a training %s is one without that batch and the one before, and goes on as one', async (_, values, sound) => {
    const [model, twin] = [toyModel(optimizer()), toyModel(optimizer())];
    await train(model, values, make());
    if (sound.length > 0) await train(twin, sound);
    expect(await stateOf(model)).toEqual(await stateOf(twin));
    for (const one of [model, twin]) await train(one, [0.25, 0.5, 2]);
    expect(await stateOf(model)).toEqual(await stateOf(twin));
  });

  test('in the middle of a training that began before, and in which the optimizer was restored already', async () => {
    const [model, twin] = [toyModel(optimizer()), toyModel(optimizer())];
    for (const one of [model, twin]) await train(one, [0.5, 1]);
    for (const _ of [1, 2]) await train(model, [1, 0.25, Number.NaN], make());
    for (const _ of [1, 2]) await train(twin, [1]);
    expect(await stateOf(model)).toEqual(await stateOf(twin));
  });

  test('leaves as many tensors as the training without it', async () => {
    const bare = toyModel(optimizer());
    await train(bare, [1, 2]);
    const model = toyModel(optimizer());
    await train(model, [1, 2]);
    const before = tensors();
    await train(model, [1, 0.5, Number.NaN], make());
    expect(tensors()).toBe(before);
  });
});

/** An optimizer of somebody's own that does not tell what it remembers. */
class Silent extends SGDOptimizer {
  override async getWeights(): Promise<never> {
    throw new Error('No weights for you.');
  }
}

test('an optimizer that does not tell what it remembers stays as it is, and the warning says so', async () => {
  const model = toyModel(new Silent(0.01));
  await train(model, [1, 0.5, Number.NaN], make());
  const twin = toyModel(new Silent(0.01));
  await train(twin, [1]);
  expect(valuesOf(model)).toEqual(valuesOf(twin));
  expect(warn.mock.calls.join()).toContain(
    ' The weights, not the optimizer, are back where they were when the loss was finite last. ' +
      'The reason: No weights for you. Compile the model before you train on.',
  );
});

test('an optimizer that asks TensorFlow.js for its weights goes back too, and keeps no tensor', async () => {
  class Passing extends AdamOptimizer {
    override getWeights() {
      return super.getWeights();
    }
  }
  const made = () => new Passing(0.01, 0.9, 0.999);
  const [model, twin] = [toyModel(made()), toyModel(made())];
  for (const one of [model, twin]) await train(one, [1]);
  const before = tensors();
  await train(model, [1, 0.5, Number.NaN], make());
  expect(tensors()).toBe(before);
  await train(twin, [1]);
  expect(valuesOf(model)).toEqual(valuesOf(twin));
  expect(model.optimizer.iterations).toBe(twin.optimizer.iterations);
});

test('the learning rate stays as others have set it', async () => {
  const model = toyModel(tf.adamax(0.01));
  const halve = new (class extends Callback {
    override async onBatchEnd() {
      setLearningRate(this.model.optimizer, getLearningRate(this.model.optimizer) / 2);
    }
  })();
  await train(model, [1, 0.5, Number.NaN], [make(), halve]);
  expect(getLearningRate(model.optimizer)).toBe(0.00125);
});

test('without a finite loss it goes back to where training began', async () => {
  const model = toyModel();
  const before = valuesOf(model);
  await train(model, [Number.POSITIVE_INFINITY, 1], make());
  expect(valuesOf(model)).toEqual(before);
  expect(warn.mock.calls.join()).toMatch(/The model and its optimizer are back where they were when training began\.$/);
});

test('weights that were bad from the beginning are said to be so', async () => {
  const model = toyModel();
  const bias = model.layers[1]?.getWeights()[0]?.shape as number[];
  model.layers[1]?.setWeights([fill(bias, Number.NaN), zeros([1])]);
  await train(model, [1], make());
  expect(warn.mock.calls.join()).toMatch(
    /when training began\. Not finite even so: out_\d+\/kernel \(3 of 3 values\)\.$/,
  );
  expect(warn).toHaveBeenCalledTimes(1);
});

test('training may go on in the same fit, where another callback wants it', async () => {
  const goOn = new (class extends Callback {
    override async onBatchEnd() {
      this.model.stopTraining = false;
    }
  })();
  const model = toyModel();
  await train(model, [1, Number.NaN, 0.5, Number.NaN, 1], [make(), goOn]);
  const twin = toyModel();
  await train(twin, [1]);
  expect(valuesOf(model)).toEqual(valuesOf(twin));
});

describe('weights that another callback sets', () => {
  /** Does so in a hook of the second epoch, as one that goes back to its best weights. */
  const setter = (hook: 'onEpochBegin' | 'onBatchEnd') =>
    new (class extends Callback {
      set: number[][] | undefined;
      #epoch = 0;
      override async onEpochBegin(epoch: number) {
        this.#epoch = epoch;
        if (hook === 'onEpochBegin') this.#setWeights();
      }
      override async onBatchEnd(batch: number) {
        if (hook === 'onBatchEnd' && batch === 0) this.#setWeights();
      }
      #setWeights() {
        if (this.#epoch !== 1) return;
        const values = this.model.getWeights().map(({ shape }) => fill(shape, 0.25));
        this.model.setWeights(values);
        dispose(values);
        this.set = valuesOf(this.model);
      }
    })();

  test.each(['batch', 'epoch'] as const)(
    'before an epoch are those that its loss speaks for, by %s',
    async (checkFreq) => {
      const [model, other] = [toyModel(), setter('onEpochBegin')];
      const epochs =
        checkFreq === 'batch'
          ? [
              [1, 2],
              [0.5, Number.NaN],
            ]
          : [[1], [0.5], [Number.NaN]];
      await trainEpochs(model, epochs, [new TerminateOnNaN({ restoreLastFinite: true, checkFreq }), other]);
      expect(valuesOf(model)).toEqual(other.set);
    },
  );

  test('between two batches are those that the next loss speaks for', async () => {
    const [model, other] = [toyModel(), setter('onBatchEnd')];
    await trainEpochs(
      model,
      [
        [1, 2, 3],
        [0.5, 1, Number.NaN],
      ],
      [make(), other],
    );
    expect(valuesOf(model)).toEqual(other.set);
  });
});

test('the message stays true where training went on and the loss is bad again', async () => {
  const goOn = new (class extends Callback {
    override async onBatchEnd() {
      this.model.stopTraining = false;
    }
  })();
  await train(toyModel(), [1, Number.NaN, Number.NaN], [make(), goOn]);
  expect(warn.mock.calls).toHaveLength(2);
  for (const [message] of warn.mock.calls) expect(message).toMatch(/ when the loss was finite last\.$/);
});

test('after dispose() in the middle it claims nothing that it did not do', async () => {
  const callback = make();
  const disposes = new (class extends Callback {
    override async onBatchBegin(batch: number) {
      if (batch === 1) await callback.dispose();
    }
  })();
  await train(toyModel(), [1, Number.NaN], [callback, disposes]);
  expect(warn.mock.calls.join()).toMatch(/ in the data\.$/);
});

test('in its second fit it goes back to where that one began', async () => {
  const [model, twin] = [toyModel(), toyModel()];
  const callback = make();
  await train(model, [1, 2], callback);
  await train(model, [Number.NaN], callback);
  await train(twin, [1, 2]);
  expect(valuesOf(model)).toEqual(valuesOf(twin));
});

describe('when the very last step spoils the weights', () => {
  /** The root has no slope at zero: the loss is 0, and the gradient NaN. */
  function rootModel(): LayersModel {
    const model = toyModel();
    model.compile({ optimizer: 'sgd', loss: (y: Tensor, p: Tensor) => sqrt(mean(squaredDifference(y, p))) as never });
    model.layers[1]?.setWeights([zeros([3, 1]), fill([1], 0.125)]);
    return model;
  }

  test('it goes back, although every loss was finite', async () => {
    const model = rootModel();
    const before = valuesOf(model);
    const callback = make();
    const { history } = await train(model, [1], callback);
    expect(history.loss).toEqual([0]);
    expect(valuesOf(model)).toEqual(before);
    expect(callback.stopReason).toMatchObject({ epoch: 0, batch: 0, metrics: {} });
    expect(warn.mock.calls).toHaveLength(1);
    expect(warn.mock.calls.join()).toMatch(
      /^TerminateOnNaN: the last step, epoch 1, batch 1, has spoilt weights\. Not finite: hidden_\d+\/kernel \(6 of 6 values\), /,
    );
  });

  test('with raiseError that is an error too', async () => {
    const model = rootModel();
    const before = valuesOf(model);
    const callback = new TerminateOnNaN({ restoreLastFinite: true, raiseError: true });
    await expect(train(model, [1], callback)).rejects.toThrow(
      /^TerminateOnNaN: the last step, epoch 1, batch 1, has spoilt weights\. /,
    );
    expect(valuesOf(model)).toEqual(before);
    expect(warn).not.toHaveBeenCalled();
  });

  test('nobody looks without the option, as in Keras', async () => {
    const model = rootModel();
    const callback = new TerminateOnNaN();
    await train(model, [1], callback);
    expect(valuesOf(model)[0]).toEqual(Array(6).fill(Number.NaN));
    expect(callback.stopReason).toBeUndefined();
    expect(warn).not.toHaveBeenCalled();
  });
});

test('goes back also when it throws', async () => {
  const model = toyModel();
  const callback = new TerminateOnNaN({ restoreLastFinite: true, raiseError: true });
  await expect(train(model, [1, 2, Number.NaN], callback)).rejects.toThrow('when the loss was finite last.');
  const twin = toyModel();
  await train(twin, [1]);
  expect(valuesOf(model)).toEqual(valuesOf(twin));
});

test('an error leaves no more tensors than one without the option does', async () => {
  const leftBy = async (restoreLastFinite: boolean) => {
    const model = toyModel();
    await train(model, [1]);
    const before = tensors();
    const fit = train(model, [1, 2, Number.NaN], new TerminateOnNaN({ restoreLastFinite, raiseError: true }));
    await expect(fit).rejects.toThrow();
    return tensors() - before;
  };
  expect(await leftBy(true)).toBe(await leftBy(false));
});

test('by epoch it goes back to where the last epoch with a finite loss began', async () => {
  const model = compiledModel();
  const mark = (epoch: number) => model.setWeights(model.getWeights().map(({ shape }) => fill(shape, epoch)));
  const callback = new TerminateOnNaN({ restoreLastFinite: true, checkFreq: 'epoch' });
  await feedEpochs(
    callback,
    model,
    [3, 2, 1, Number.NaN].map((loss) => ({ loss })),
    { train: mark },
  );
  expect(valuesOf(model)[1]).toEqual([1]);
});

describe('another takes over', () => {
  /** Keeps what a callback's state is when the last epoch ends, as a file would. */
  class Keeper extends Callback {
    readonly #of: TerminateOnNaN;
    state: CallbackState = { values: {} };

    constructor(of: TerminateOnNaN) {
      super();
      this.#of = of;
    }

    override async onEpochEnd() {
      const { values, weights = [] } = this.#of.getState();
      dispose(this.state.weights?.map(({ tensor }) => tensor) ?? []);
      const copies = weights.map(({ name, tensor }) => ({ name, tensor: tensor.clone() }));
      this.state = { values: JSON.parse(JSON.stringify(values)), weights: copies };
    }
  }

  const EPOCHS = [
    [1, 0.5],
    [-1, 0.75],
    [Number.NaN, 1],
  ];
  const AFTERWARDS = [0.25, 0.5, 2];

  const RESUMED = ['Adam', 'Adamax', 'centered RMSProp', 'SGD'].flatMap((name) => {
    const optimizer = OPTIMIZERS.find(([one]) => one === name)?.[1] as () => Optimizer;
    return [1, 2].map((split): [number, string, () => Optimizer] => [split, name, optimizer]);
  });

  test.each(RESUMED)('after epoch %i, and goes back to the same bits, with %s', async (split, _, optimizer) => {
    const whole = toyModel(optimizer());
    await trainEpochs(whole, EPOCHS, make());
    const model = toyModel(optimizer());
    const first = make();
    const keeper = new Keeper(first);
    await trainEpochs(model, EPOCHS.slice(0, split), [first, keeper]);
    const second = make();
    second.setState(keeper.state);
    await trainEpochs(model, EPOCHS.slice(split), second, { initialEpoch: split, epochs: EPOCHS.length });
    expect(second.stopReason).toMatchObject({ epoch: 2, batch: 0 });
    expect(await stateOf(model)).toEqual(await stateOf(whole));
    await train(whole, AFTERWARDS);
    await train(model, AFTERWARDS);
    expect(await stateOf(model)).toEqual(await stateOf(whole));
  });

  /** Goes back to a state that was changed in between. */
  async function resumed(optimizer: Optimizer, change: (state: CallbackState) => CallbackState): Promise<LayersModel> {
    const first = make();
    const keeper = new Keeper(first);
    const model = toyModel(optimizer);
    await trainEpochs(model, EPOCHS.slice(0, 2), [first, keeper]);
    const second = make();
    second.setState(change(keeper.state));
    await trainEpochs(model, EPOCHS.slice(2), second);
    return model;
  }

  test('from a state without the powers of beta, which are computed from the count of steps', async () => {
    const without = ({ values, weights = [] }: CallbackState) => ({
      values,
      weights: weights.filter(({ name }) => !name.startsWith('accBeta')),
    });
    const model = await resumed(tf.adam(0.01), without);
    const twin = toyModel(tf.adam(0.01));
    await trainEpochs(twin, [[1, 0.5, -1]]);
    expect(valuesOf(model)).toEqual(valuesOf(twin));
    expect(model.optimizer.iterations).toBe(3);
    expect(warn.mock.calls.join()).toContain(' The model and its optimizer are back where they were');
  });

  test('from a state that does not fit, which leaves the optimizer as it is', async () => {
    const withoutLast = ({ values, weights = [] }: CallbackState) => ({ values, weights: weights.slice(0, -1) });
    await resumed(tf.momentum(0.01, 0.9), withoutLast);
    expect(warn.mock.calls.join()).toContain(
      ' The weights, not the optimizer, are back where they were when the loss was finite last. ' +
        'The reason: what is held of it does not fit the optimizer or the weights. Compile the model before',
    );
  });

  test('with the weights alone, where the optimizer told nothing', async () => {
    const model = await resumed(new Silent(0.01), (state) => state);
    const twin = toyModel(new Silent(0.01));
    await trainEpochs(twin, [[1, 0.5, -1]]);
    expect(valuesOf(model)).toEqual(valuesOf(twin));
    expect(warn.mock.calls.join()).toContain('The reason: the state that was set has none of it. Compile the model');
  });
});
