import '@cb-tooling/backend';
import { add, serialization, type Tensor } from '@tensorflow/tfjs-core';
import {
  model as functional,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { encodeFile, refuseUnportable } from '../../src/keras/index.js';
import { snapshotModel, snapshotWeights } from '../../src/model/model-snapshot.js';
import { toyModel, train } from '../toy-model.js';

class Doubled extends layers.Layer {
  static className = 'Doubled';
  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    return add(x as Tensor, x as Tensor);
  }
}
serialization.registerClass(Doubled);

const described = (model: LayersModel) => ({ modelTopology: model.toJSON(null, false) as object });
const REST = 'save weights only, or save to a path without this ending, which is a TensorFlow.js directory.';

describe('a model that Keras would build as another one is refused', () => {
  const glorot = { recurrentInitializer: 'glorotUniform' as const };

  test('with the default recurrent activation', () => {
    const model = sequential({ layers: [layers.lstm({ units: 1, inputShape: [2, 1], name: 'memory', ...glorot })] });
    expect(() => refuseUnportable('keras', described(model))).toThrow(
      'a .keras file cannot hold the model: its LSTM memory has `recurrentActivation` hard_sigmoid, which is another ' +
        `function in Keras 3. Build it with \`recurrentActivation: 'sigmoid'\`, or ${REST}`,
    );
  });

  test('with hardSigmoid in a layer of a layer', () => {
    const layer = layers.dense({ units: 1, activation: 'hardSigmoid', name: 'inner' });
    const model = sequential({ layers: [layers.timeDistributed({ layer, inputShape: [2, 1] })] });
    expect(() => refuseUnportable('h5', described(model))).toThrow(
      'a .h5 file cannot hold the model: its Dense inner has `activation` hard_sigmoid, which is another function in ' +
        `Keras 3. Build it with \`activation: 'sigmoid'\`, or ${REST}`,
    );
  });

  test('with a layer of a class of its own', () => {
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] }), new Doubled({ name: 'twice' })] });
    expect(() => refuseUnportable('h5', described(model))).toThrow(
      `a .h5 file cannot hold the model: its Doubled twice is of a class that Keras does not have. S${REST.slice(1)}`,
    );
  });

  test('with a nested model called twice, in the layout of Keras 2 alone', () => {
    const [one, other] = [input({ shape: [1] }), input({ shape: [1] })];
    const tower = sequential({ name: 'tower', layers: [layers.dense({ units: 1, inputShape: [1] })] });
    const sides = [one, other].map((side) => tower.apply(side) as SymbolicTensor);
    const model = functional({ inputs: [one, other], outputs: layers.add().apply(sides) as SymbolicTensor });
    expect(() => refuseUnportable('keras', described(model))).not.toThrow();
    expect(() => refuseUnportable('h5', described(model))).toThrow(
      'a .h5 file cannot hold the model: its Sequential tower is called more than once, which Keras 2 and Keras 3 count ' +
        `differently. Save to a path that ends in .keras, or ${REST}`,
    );
  });

  test('with a recurrent layer that is given its first state', () => {
    const [x, state] = [input({ shape: [2, 1] }), input({ shape: [1] })];
    const layer = layers.simpleRNN({ units: 1, name: 'memory', ...glorot });
    const outputs = layer.apply(x, { initialState: [state] } as never) as SymbolicTensor;
    const model = functional({ inputs: [x, state], outputs });
    expect(() => refuseUnportable('keras', described(model))).toThrow(
      'a .keras file cannot hold the model: its SimpleRNN memory is called with more than its inputs. ' +
        `Call it with its inputs alone, or ${REST}`,
    );
  });
});

test.each(['h5', 'weights.h5', 'safetensors'] as const)('weights alone are never refused in .%s', async (format) => {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] }), new Doubled({})] });
  const snapshot = snapshotWeights(model);
  refuseUnportable(format, snapshot.description);
  const { leftOut } = await encodeFile(format, snapshot, model.toJSON(null, false) as object);
  expect(leftOut).toEqual([]);
  snapshot.dispose();
});

describe('what Keras has no place for is left out, with a sentence', () => {
  const leftOut = async (model: LayersModel) => (await encodeFile('keras', await snapshotModel(model))).leftOut;

  test('an optimizer with an option that Keras lacks', async () => {
    const { train: optimizers } = await import('@tensorflow/tfjs-core');
    const model = toyModel({ optimizer: optimizers.adamax(0.1, 0.9, 0.99, 1e-7, 0.5) });
    expect(await leftOut(model)).toEqual([
      "a file of Keras leaves out how the model was compiled, because Keras's Adamax has no decay, which is 0.5. " +
        'Compile it again in Keras.',
    ]);
  });

  test('momentum that cannot be told from a learning rate of 0', async () => {
    const { train: optimizers } = await import('@tensorflow/tfjs-core');
    const model = toyModel({ optimizer: optimizers.momentum(0, 0.9) });
    await train(model, 1);
    expect(await leftOut(model)).toEqual([
      'a file of Keras leaves out the momentum, because Keras multiplies it by the learning rate, which is 0.',
    ]);
  });

  test('the steps of Adadelta differ', async () => {
    expect(await leftOut(toyModel({ optimizer: 'adadelta' }))).toEqual([
      'training that goes on with Adadelta takes other steps than before, because TensorFlow.js divides a gradient by ' +
        'those before it, and Keras by it too.',
    ]);
  });
});
