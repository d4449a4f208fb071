import '@cb-tooling/backend';
import { type NamedTensor, setLearningRate } from '@cb/core';
import {
  AdamOptimizer,
  dispose,
  getBackend,
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
import { describe, expect, test } from 'vitest';
import { captureOptimizer, disposeState, type OptimizerState, restoreOptimizer } from '../src/model/optimizer-state.js';
import { OPTIMIZERS } from './optimizers.js';

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
function reading({ className, values, tensors }: OptimizerState): object {
  return { className, values, tensors: tensors.map(({ name, tensor }) => [name.replace(/.*\//, ''), bits(tensor)]) };
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
  expect(await restoreOptimizer(other.optimizer, other.trainableWeights, state)).toBe(true);
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
      await restoreOptimizer(other.optimizer, other.trainableWeights, state);
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
    expect(memory().numTensors).toBe(before.numTensors + state.tensors.length);
    expect(await restoreOptimizer(other.optimizer, other.trainableWeights, state)).toBe(true);
    disposeState(state);
    expect(memory().numTensors).toBe(before.numTensors);
    await train(other, 1);
    expect(memory().numDataBuffers).toBe(before.numDataBuffers);
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
    expect(await restoreOptimizer(model.optimizer, model.trainableWeights, changed)).toBe(false);
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
    ['without values', () => undefined],
    ['with values of another step', (values: OptimizerState['values']) => ({ ...values, iterations: 1, accBeta1: 0 })],
  ])('%s goes on as setWeights() does', async (_, change) => {
    const [model, ours, theirs] = [fourWeights(make()), fourWeights(make()), fourWeights(make())];
    for (const one of [model, ours, theirs]) await train(one, 2);
    const { className, values, tensors } = await captureOptimizer(model.optimizer);
    const before = memory().numTensors;
    const changed = change(values);
    const state = { className, tensors, ...(changed && { values: changed }) };
    expect(await restoreOptimizer(ours.optimizer, ours.trainableWeights, state)).toBe(true);
    expect(memory().numTensors).toBe(before);
    await theirs.optimizer.setWeights(tensors);
    expect(await bitsOf(ours)).toEqual(await bitsOf(theirs));
  });
});

describe('values', () => {
  test('of Adam that are incomplete are refused', async () => {
    const model = fourWeights(optimizers.adam(0.1));
    await train(model, 2);
    const { values, ...state } = await captureOptimizer(model.optimizer);
    const { accBeta2: _, ...incomplete } = values;
    const restored = restoreOptimizer(model.optimizer, model.trainableWeights, { ...state, values: incomplete });
    expect(await restored).toBe(false);
  });

  test('of Adamax are needed, because setWeights() throws', async () => {
    const model = fourWeights(optimizers.adamax(0.1));
    await train(model, 2);
    const { values: _, ...state } = await captureOptimizer(model.optimizer);
    expect(await restoreOptimizer(model.optimizer, model.trainableWeights, state)).toBe(false);
  });

  test.each([
    ['SGD', [], () => optimizers.sgd(0.1)],
    ['Adam', ['accBeta1', 'accBeta2'], () => optimizers.adam(0.1)],
    ['Adamax', ['accBeta1', 'iteration'], () => optimizers.adamax(0.1)],
  ])('of %s survive JSON', async (_, scalars, make) => {
    const model = fourWeights(make());
    await train(model, 3);
    const { values } = await captureOptimizer(model.optimizer);
    expect(Object.keys(values)).toEqual(['iterations', 'learningRate', ...scalars]);
    expect(JSON.parse(JSON.stringify(values))).toEqual(values);
  });

  test('leave out a learning rate that JSON cannot hold', async () => {
    const { values } = await captureOptimizer(optimizers.sgd(Number.POSITIVE_INFINITY));
    expect(values).toEqual({ iterations: 0 });
  });
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
    expect(await restoreOptimizer(adam.optimizer, adam.trainableWeights, state)).toBe(false);
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
    expect(await restoreOptimizer(other, [], state)).toBe(true);
    disposeState(state);
    expect(memory().numTensors).toBe(before);
    expect(optimizer.memory.dataSync()[0]).toBe(7);
    expect(other.memory.dataSync()[0]).toBe(7);
    expect(other.getConfig()).toEqual({ learningRate: 0.5 });
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
    await expect(restoreOptimizer(other, [], state)).rejects.toThrow(
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
  const { values, tensors } = await captureOptimizer(model.optimizer);
  expect(values).toEqual({ learningRate: 0.1 });
  expect(tensors.map(({ tensor }) => bits(tensor))).toEqual(
    (await model.optimizer.getWeights()).map(({ tensor }) => bits(tensor)),
  );
});
