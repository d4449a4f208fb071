import '@cb-tooling/backend';
import { OPTIMIZERS } from '@cb-tooling/backend/optimizers';
import {
  AdamOptimizer,
  backend,
  dispose,
  getBackend,
  keep,
  mean,
  memory,
  type Optimizer,
  ones,
  train as optimizers,
  randomUniform,
  type Scalar,
  SGDOptimizer,
  scalar,
  square,
  type Tensor,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test, vi } from 'vitest';
import { type NamedTensor, setLearningRate } from '../src/index.js';
import {
  captureOptimizer,
  disposeState,
  isRestorable,
  type OptimizerState,
  restoreOptimizer,
  stateOfTensors,
  tensorsOf,
} from '../src/optimizer.js';

function denseModel(optimizer: Optimizer, seed: number, units: number[], useBias: boolean): LayersModel {
  const kernelInitializer = initializers.randomUniform({ minval: 0.1, maxval: 1, seed });
  const dense = (units: number, inputs: number) =>
    layers.dense({ units, inputShape: [inputs], useBias, kernelInitializer });
  const model = sequential({ layers: units.map((outputs, index) => dense(outputs, units[index - 1] ?? 2)) });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  return model;
}

const fourWeights = (optimizer: Optimizer, seed = 1) => denseModel(optimizer, seed, [3, 1], true);
/** For many steps in little time. */
const oneWeight = (optimizer: Optimizer, seed = 1) => denseModel(optimizer, seed, [1], false);

/** Trains on the same four samples at each step. */
async function train(model: LayersModel, steps: number): Promise<void> {
  const [xs, ys] = [randomUniform([4, 2], -1, 1, 'float32', 1), randomUniform([4, 1], -0.9, 0.9, 'float32', 2)];
  for (let step = 0; step < steps; step++) await model.trainOnBatch(xs, ys);
  dispose([xs, ys]);
}

/** One step, done when it returns. */
function trainNow(model: LayersModel): void {
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  model.optimizer.minimize(() => mean(square(model.apply(ones([4, 2])) as Tensor)), false, variables);
}

const bits = (tensor: Tensor) => Buffer.from(tensor.dataSync().slice().buffer).toString('hex');

/** What a state says, bit for bit, with slots by what they are for: models of the same layers differ in the rest. */
function reading({ tensors, scalars, ...others }: OptimizerState): object {
  const read = ({ name, tensor }: NamedTensor) => [name.replace(/.*\//, ''), bits(tensor)];
  return { ...others, tensors: tensors.map(read), scalars: scalars.map(read) };
}

async function readingOf(optimizer: Optimizer): Promise<object> {
  const state = await captureOptimizer(optimizer);
  const read = reading(state);
  disposeState(state);
  return read;
}

async function bitsOf({ weights, optimizer }: LayersModel): Promise<object> {
  return { weights: weights.map((weight) => bits(weight.read())), optimizer: await readingOf(optimizer) };
}

/** Makes another model go on where one is. */
async function handOver(model: LayersModel, other: LayersModel): Promise<void> {
  other.setWeights(model.getWeights());
  const state = await captureOptimizer(model.optimizer);
  expect(await restoreOptimizer(other.optimizer, state, other.trainableWeights)).toBe(true);
  disposeState(state);
}

const changeFirstSlot = (change: (slot: NamedTensor) => NamedTensor) => {
  return ([iter, first, ...others]: NamedTensor[]) => {
    return { tensors: [iter, change(first as NamedTensor), ...others] as NamedTensor[] };
  };
};

/** What cannot be the slots of an optimizer that has some. */
const MISFITS: [string, (tensors: NamedTensor[]) => Partial<OptimizerState>][] = [
  ['no slots after some steps', ([iter]) => ({ tensors: [iter as NamedTensor] })],
  ['a slot too few', (tensors) => ({ tensors: tensors.slice(0, -1) })],
  ['a slot of another name', changeFirstSlot(({ tensor }) => ({ name: 'kernel/other', tensor }))],
  ['a slot of another shape', changeFirstSlot(({ name }) => ({ name, tensor: zeros([3, 2]) }))],
  ['a slot of another type', changeFirstSlot(({ name }) => ({ name, tensor: zeros([2, 3], 'int32') }))],
];

describe.each(OPTIMIZERS)('%s', (_, make) => {
  test.each([
    ['0', 0, fourWeights],
    ['2', 2, fourWeights],
    ['100', 100, fourWeights],
    ['2,000', 2000, oneWeight],
  ])('goes on after %s steps with the same bits', { timeout: 120_000 }, async (_, steps, build) => {
    const uninterrupted = build(make());
    const resumed = build(make(), 2);
    await train(uninterrupted, steps);
    await handOver(uninterrupted, resumed);
    for (const model of [uninterrupted, resumed]) await train(model, 50);
    expect(await bitsOf(resumed)).toEqual(await bitsOf(uninterrupted));
    expect(uninterrupted.weights.every((weight) => weight.read().dataSync().every(Number.isFinite))).toBe(true);
  });

  test('goes on in an optimizer that has trained already, and back before its first step', async () => {
    const [fresh, model, other] = [fourWeights(make()), fourWeights(make()), fourWeights(make(), 2)];
    await train(model, 3);
    await train(other, 5);
    for (const one of [model, fresh]) {
      await handOver(one, other);
      await train(one, 2);
      await train(other, 2);
      expect(await bitsOf(other)).toEqual(await bitsOf(one));
    }
  });

  test('brings back a learning rate that was changed', async () => {
    const [model, other] = [fourWeights(make()), fourWeights(make(), 2)];
    await train(model, 2);
    setLearningRate(model.optimizer, 0.003);
    await handOver(model, other);
    expect(other.optimizer.getConfig()).toEqual(model.optimizer.getConfig());
    await train(model, 2);
    await train(other, 2);
    expect(await bitsOf(other)).toEqual(await bitsOf(model));
  });

  test('is captured at the moment of the call, and again and again', async () => {
    const model = fourWeights(make());
    await train(model, 2);
    const atTheCall = await readingOf(model.optimizer);
    const pending = captureOptimizer(model.optimizer);
    trainNow(model);
    const state = await pending;
    expect(reading(state)).toEqual(atTheCall);
    const other = fourWeights(make());
    for (const _ of [1, 2]) {
      await restoreOptimizer(other.optimizer, state, other.trainableWeights);
      await train(other, 2);
      expect(reading(state)).toEqual(atTheCall);
    }
    disposeState(state);
  });

  // tfjs-node counts a buffer for each tensor, on shared memory too.
  test.skipIf(getBackend() === 'tensorflow')('shares the memory of its slots', async () => {
    const model = fourWeights(make());
    await train(model, 2);
    const { numDataBuffers } = memory();
    const state = await captureOptimizer(model.optimizer);
    expect(memory().numDataBuffers).toBe(numDataBuffers + 1);
    disposeState(state);
  });

  test('keeps no tensor but those of the state', async () => {
    const [model, other] = [fourWeights(make()), fourWeights(make())];
    await train(model, 2);
    await train(other, 2);
    const before = memory();
    const state = await captureOptimizer(model.optimizer);
    expect(memory().numTensors).toBe(before.numTensors + tensorsOf(state).length);
    expect(await restoreOptimizer(other.optimizer, state, other.trainableWeights)).toBe(true);
    disposeState(state);
    expect(memory().numTensors).toBe(before.numTensors);
    await train(other, 1);
    expect(memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test('goes through a list of tensors', async () => {
    const [model, other] = [fourWeights(make()), fourWeights(make(), 2)];
    await train(model, 2);
    const { learningRate: _, ...state } = await captureOptimizer(model.optimizer);
    const { className, iterations, ...held } = state;
    expect(stateOfTensors(other.optimizer, tensorsOf(state))).toEqual(
      held.scalars.length > 0 ? held : { tensors: held.tensors },
    );
    disposeState(state);
  });

  const hasSlots = make().getClassName() !== 'SGD';

  test.each<[string, (tensors: NamedTensor[]) => Partial<OptimizerState>]>([
    ['another class', () => ({ className: 'Nadam' })],
    ['nothing', () => ({ tensors: [] })],
    ['no count of steps', ([, ...slots]) => ({ tensors: slots })],
    ['a tensor too many', (tensors) => ({ tensors: [...tensors, ...tensors.slice(-1)] })],
    ...(hasSlots ? MISFITS : []),
  ])('refuses %s, and stays as it was', async (_, misfit) => {
    const model = fourWeights(make());
    await train(model, 2);
    const state = await captureOptimizer(model.optimizer);
    const before = await bitsOf(model);
    const changed = { ...state, ...misfit(state.tensors) };
    expect(await restoreOptimizer(model.optimizer, changed, model.trainableWeights)).toBe(false);
    expect(await bitsOf(model)).toEqual(before);
    disposeState(state);
  });
});

/** The optimizers whose state TensorFlow.js saves. */
const SAVED = OPTIMIZERS.filter(([name]) => name !== 'Adamax');

describe.each(SAVED)('%s, as TensorFlow.js saves it', (_, make) => {
  test('has the same tensors', async () => {
    const model = fourWeights(make());
    await train(model, 2);
    const ours = await captureOptimizer(model.optimizer);
    const theirs = await model.optimizer.getWeights();
    const read = (tensors: NamedTensor[]) => tensors.map(({ name, tensor }) => [name, tensor.dtype, bits(tensor)]);
    expect(read(ours.tensors)).toEqual(read(theirs));
  });

  test.each([
    ['without scalars', () => ({})],
    ['with those of another step', ({ scalars }: OptimizerState) => ({ iterations: 1, learningRate: 7, scalars })],
  ])('%s goes on as setWeights() does', async (_, keptOf) => {
    const [model, ours, theirs] = [fourWeights(make()), fourWeights(make()), fourWeights(make())];
    for (const one of [model, ours, theirs]) await train(one, 2);
    const captured = await captureOptimizer(model.optimizer);
    const { className, tensors } = captured;
    const before = memory().numTensors;
    const state = { className, tensors, ...keptOf(captured) };
    expect(await restoreOptimizer(ours.optimizer, state, ours.trainableWeights)).toBe(true);
    expect(memory().numTensors).toBe(before);
    await theirs.optimizer.setWeights(tensors);
    expect(await bitsOf(ours)).toEqual(await bitsOf(theirs));
  });
});

describe('scalars', () => {
  test.each([
    ['SGD', [], () => optimizers.sgd(0.1)],
    ['Adam', ['accBeta1', 'accBeta2'], () => optimizers.adam(0.1)],
    ['Adamax', ['accBeta1', 'iteration'], () => optimizers.adamax(0.1)],
  ])('of %s are %j', async (_, names, make) => {
    const { scalars } = await captureOptimizer(make());
    expect(scalars.map(({ name }) => name)).toEqual(names);
  });

  test('are not downloaded', async () => {
    const { optimizer } = fourWeights(optimizers.adam(0.1));
    const downloads = [vi.spyOn(backend(), 'readSync'), vi.spyOn(backend(), 'read')];
    disposeState(await captureOptimizer(optimizer));
    for (const download of downloads) {
      expect(download).not.toHaveBeenCalled();
      download.mockRestore();
    }
  });

  test.each<[string, (scalars: NamedTensor[]) => NamedTensor[]]>([
    ['incomplete', ([first]) => [first as NamedTensor]],
    ['of another type', ([first]) => [first as NamedTensor, { name: 'accBeta2', tensor: scalar(1, 'int32') }]],
    ['of another shape', ([first]) => [first as NamedTensor, { name: 'accBeta2', tensor: ones([1]) }]],
  ])('of Adam that are %s are refused', async (_, change) => {
    const model = fourWeights(optimizers.adam(0.1));
    await train(model, 2);
    const before = await bitsOf(model);
    const { scalars, ...state } = await captureOptimizer(model.optimizer);
    expect(await restoreOptimizer(model.optimizer, { ...state, scalars: change(scalars) })).toBe(false);
    expect(await bitsOf(model)).toEqual(before);
  });

  test('of Adamax are needed, because setWeights() throws', async () => {
    const model = fourWeights(optimizers.adamax(0.1));
    await train(model, 2);
    const { scalars: _, ...state } = await captureOptimizer(model.optimizer);
    expect(await restoreOptimizer(model.optimizer, state, model.trainableWeights)).toBe(false);
  });
});

test('a learning rate that JSON cannot hold is left out', async () => {
  const state = await captureOptimizer(optimizers.sgd(Number.POSITIVE_INFINITY));
  expect(state).not.toHaveProperty('learningRate');
});

describe('without the weights that the optimizer trains', () => {
  const adam = () => fourWeights(optimizers.adam(0.1));

  test('a state that it has given is restored', async () => {
    const model = adam();
    await train(model, 2);
    const before = await readingOf(model.optimizer);
    const state = await captureOptimizer(model.optimizer);
    await train(model, 2);
    expect(await restoreOptimizer(model.optimizer, state)).toBe(true);
    expect(await readingOf(model.optimizer)).toEqual(before);
  });

  test('a slot too few is refused', async () => {
    const model = adam();
    await train(model, 2);
    const { tensors, ...state } = await captureOptimizer(model.optimizer);
    expect(await restoreOptimizer(model.optimizer, { ...state, tensors: tensors.slice(0, -1) })).toBe(false);
  });
});

test('what an optimizer remembers of weights that were frozen since is not restorable', async () => {
  const model = fourWeights(optimizers.adam(0.1));
  await train(model, 2);
  expect(isRestorable(model.optimizer, model.trainableWeights)).toBe(true);
  expect(isRestorable(model.optimizer, model.trainableWeights.slice(1))).toBe(false);
});

describe('an optimizer of somebody’s own', () => {
  class Clipped extends AdamOptimizer {
    static override readonly className = 'Clipped';
  }

  test('that only adds to one of TensorFlow.js goes on with the same bits', async () => {
    const make = () => new Clipped(0.02, 0.8, 0.99);
    const [model, other] = [fourWeights(make()), fourWeights(make(), 2)];
    await train(model, 5);
    await handOver(model, other);
    await train(model, 5);
    await train(other, 5);
    expect(await bitsOf(other)).toEqual(await bitsOf(model));
    const state = await captureOptimizer(model.optimizer);
    const adam = fourWeights(optimizers.adam(0.02, 0.8, 0.99));
    expect(await restoreOptimizer(adam.optimizer, state, adam.trainableWeights)).toBe(false);
  });

  /** Remembers one number, in its own way. */
  class Counting extends SGDOptimizer {
    static override readonly className = 'Counting';
    readonly memory = variable(scalar(0));
    override async getWeights(): Promise<NamedTensor[]> {
      return [{ name: 'memory', tensor: this.memory }];
    }
    override async setWeights([memory]: NamedTensor[]): Promise<void> {
      this.memory.assign(memory?.tensor as Scalar);
    }
  }

  test('is asked for its weights, which stay its own, and given them', async () => {
    const [optimizer, other] = [new Counting(0.5), new Counting(0.1)];
    optimizer.memory.assign(scalar(7));
    const before = memory().numTensors;
    const state = await captureOptimizer(optimizer);
    expect(await restoreOptimizer(other, state)).toBe(true);
    disposeState(state);
    expect(memory().numTensors).toBe(before);
    expect(optimizer.memory.dataSync()[0]).toBe(7);
    expect(other.memory.dataSync()[0]).toBe(7);
    expect(other.getConfig()).toEqual({ learningRate: 0.5 });
  });

  /** Asks the class that it is derived from, which makes the count of steps anew each time. */
  class Passing extends AdamOptimizer {
    override getWeights(): Promise<NamedTensor[]> {
      return super.getWeights();
    }
  }

  test('that asks TensorFlow.js for its weights keeps no tensor of them', async () => {
    const model = fourWeights(new Passing(0.1, 0.9, 0.99));
    await train(model, 2);
    const before = memory().numTensors;
    const state = await captureOptimizer(model.optimizer);
    expect(memory().numTensors).toBe(before + state.tensors.length);
    expect(await restoreOptimizer(model.optimizer, state)).toBe(true);
    disposeState(state);
    expect(memory().numTensors).toBe(before);
  });

  test('that keeps plain tensors keeps them, whatever their names', async () => {
    const kept = ['iter', 'slot'].map((name) => ({ name, tensor: keep(scalar(1)) }));
    class Keeps extends SGDOptimizer {
      override async getWeights(): Promise<NamedTensor[]> {
        return kept;
      }
      override async setWeights(): Promise<void> {}
    }
    const optimizer = new Keeps(0.1);
    const state = await captureOptimizer(optimizer);
    expect(await restoreOptimizer(optimizer, state)).toBe(true);
    disposeState(state);
    expect(kept.map(({ tensor }) => tensor.dataSync()[0])).toEqual([1, 1]);
  });

  test('that does not give its weights says why', async () => {
    class Silent extends SGDOptimizer {
      override async getWeights(): Promise<NamedTensor[]> {
        throw new Error('No weights for you.');
      }
    }
    await expect(captureOptimizer(new Silent(0.1))).rejects.toThrow('No weights for you.');
  });

  test('that has another learning rate and does not take one says so, and stays as it was', async () => {
    const [optimizer, other] = [new Counting(0.5), new Counting(0.1)];
    optimizer.memory.assign(scalar(7));
    Object.assign(other, { setLearningRate: undefined });
    const state = await captureOptimizer(optimizer);
    await expect(restoreOptimizer(other, state)).rejects.toThrow(
      'The optimizer Counting has no method `setLearningRate`. Use an optimizer of TensorFlow.js, or give yours ' +
        'a number `learningRate` and a method `setLearningRate(learningRate)`.',
    );
    expect(other.memory.dataSync()[0]).toBe(0);
  });
});

test('an optimizer of a TensorFlow.js that keeps its state otherwise is asked for its weights', async () => {
  const model = fourWeights(optimizers.adam(0.1));
  await train(model, 2);
  Object.assign(model.optimizer, { accBeta1: 0.1 });
  const { tensors, iterations, learningRate, scalars } = await captureOptimizer(model.optimizer);
  expect({ iterations, learningRate, scalars }).toEqual({ iterations: undefined, learningRate: 0.1, scalars: [] });
  expect(tensors.map(({ tensor }) => bits(tensor))).toEqual(
    (await model.optimizer.getWeights()).map(({ tensor }) => bits(tensor)),
  );
});
