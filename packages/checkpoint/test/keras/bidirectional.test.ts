import '@cb-tooling/backend';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { fromKeras } from '../../src/keras/from-keras.js';
import { asLayer, type Json, type LayerJson, layersOf, topologyOf } from '../../src/keras/layer-json.js';
import { toKeras } from '../../src/keras/to-keras.js';

/** A model of TensorFlow.js with one Bidirectional, as it describes itself. */
function described(goBackwards = false): LayerJson {
  const layer = layers.simpleRNN({ units: 2, goBackwards, name: 'memory', recurrentInitializer: 'glorotUniform' });
  const both = layers.bidirectional({ layer: layer as never, mergeMode: 'sum', inputShape: [3, 1], name: 'both' });
  return topologyOf(sequential({ layers: [both] }).toJSON(null, false) as object);
}

function bidirectional(model: LayerJson): LayerJson {
  return layersOf(model).find(({ class_name }) => class_name === 'Bidirectional') as LayerJson;
}

/** Keras's file of the model, with options of the second layer changed. */
function withBackward(changes: Json): LayerJson {
  const model = toKeras(described(), 'keras 3');
  Object.assign(asLayer(bidirectional(model).config.backward_layer).config, changes);
  return model;
}

test.each([
  ['keras 3', false, 'backward_memory', true],
  ['keras 3', true, 'backward_memory', false],
  ['keras 2', false, 'memory', true],
] as const)('in %s both layers are written, where the first runs backwards: %s', (version, first, name, second) => {
  const { layer, backward_layer } = bidirectional(toKeras(described(first), version)).config;
  const forward = layer as LayerJson;
  expect(forward.config.go_backwards).toBe(first);
  expect(backward_layer).toEqual({ ...forward, config: { ...forward.config, name, go_backwards: second } });
});

test.each(['keras 2', 'keras 3'] as const)('of %s the first layer is read, and its name without a side', (version) => {
  const { layer, ...config } = bidirectional(fromKeras(toKeras(described(), version), version)).config;
  expect(config).not.toHaveProperty('backward_layer');
  expect((layer as LayerJson).config).toMatchObject({ name: 'memory', units: 2, go_backwards: false });
});

test('a second layer that starts elsewhere makes no difference', () => {
  const model = withBackward({ kernel_initializer: { class_name: 'Zeros', config: {} } });
  expect(() => fromKeras(model, 'keras 3')).not.toThrow();
});

test.each([
  ['activation', 'relu', '"tanh" and "relu"'],
  ['trainable', false, 'true and false'],
  ['dropout', 0.5, '0 and 0.5'],
])('a second layer with another %s is refused', (option, value, values) => {
  expect(() => fromKeras(withBackward({ [option]: value }), 'keras 3')).toThrow(
    `the layers of its Bidirectional both differ: they have ${option} ${values}, and TensorFlow.js makes the second ` +
      'like the first. Build the model without a backward_layer of its own',
  );
});

test('a second layer of another class is refused', () => {
  const model = withBackward({});
  bidirectional(model).config.backward_layer = { class_name: 'GRU', config: { name: 'other' } };
  expect(() => fromKeras(model, 'keras 3')).toThrow('they have a SimpleRNN and a GRU, and TensorFlow.js makes');
});
