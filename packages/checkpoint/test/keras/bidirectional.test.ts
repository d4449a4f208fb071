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
  ['keras 3', false, true],
  ['keras 3', true, false],
  ['keras 2', true, false],
] as const)('in %s both layers are written, where the first runs backwards: %s', (version, first, second) => {
  const { layer, backward_layer } = bidirectional(toKeras(described(first), version)).config;
  const forward = layer as LayerJson;
  expect(forward.config.go_backwards).toBe(first);
  const config = { ...forward.config, name: 'backward_memory', go_backwards: second };
  expect(backward_layer).toEqual({ ...forward, config });
});

test('in keras 2 the first alone is written, as its old versions want it', () => {
  expect(bidirectional(toKeras(described(), 'keras 2')).config).not.toHaveProperty('backward_layer');
});

test.each(['keras 2', 'keras 3'] as const)('of %s the first layer is read, and its name without a side', (version) => {
  const { layer, ...config } = bidirectional(fromKeras(toKeras(described(), version), version)).config;
  expect(config).not.toHaveProperty('backward_layer');
  expect((layer as LayerJson).config).toMatchObject({ name: 'memory', units: 2, go_backwards: false });
});

test.each([
  ['kernel_initializer', { class_name: 'Zeros', config: {} }],
  ['seed', 5],
  ['unroll', true],
  ['implementation', 1],
  ['batch_input_shape', [null, 3, 1]],
])('a second layer with another %s makes no difference', (option, value) => {
  expect(() => fromKeras(withBackward({ [option]: value }), 'keras 3')).not.toThrow();
});

test('no second layer is as none', () => {
  const model = withBackward({});
  bidirectional(model).config.backward_layer = null;
  expect(bidirectional(fromKeras(model, 'keras 3')).config).not.toHaveProperty('backward_layer');
});

const ONE_LAYER = 'Build the model without a `backward_layer` of its own';

test.each([
  ['activation', 'relu', ONE_LAYER],
  ['dropout', 0.5, ONE_LAYER],
  ['trainable', false, 'Freeze both layers or none'],
])('a second layer with another %s is refused', (option, value, remedy) => {
  expect(() => fromKeras(withBackward({ [option]: value }), 'keras 3')).toThrow(
    `the layers of its Bidirectional both differ: they have another \`${option}\`, and TensorFlow.js makes the second ` +
      `like the first. ${remedy}`,
  );
});

test('a second layer of another class is refused', () => {
  const model = withBackward({});
  bidirectional(model).config.backward_layer = { class_name: 'GRU', config: { name: 'other' } };
  expect(() => fromKeras(model, 'keras 3')).toThrow('differ: one is a SimpleRNN, the other a GRU, and TensorFlow.js');
});

test('one around an RNN with cells is refused', () => {
  const model = withBackward({});
  bidirectional(model).config.layer = { class_name: 'RNN', config: { name: 'loop' } };
  expect(() => fromKeras(model, 'keras 3')).toThrow(
    'its Bidirectional both is around an RNN with cells, which TensorFlow.js cannot build from a description. Put LSTM, ' +
      'GRU or SimpleRNN there',
  );
});
