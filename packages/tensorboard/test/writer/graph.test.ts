import '@cb-tooling/backend';
import { input, layers, model, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { SummaryWriter } from '../../src/writer.js';
import { readValues } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { branched, chain } from './graphs.js';

interface Layer {
  class_name: string;
  config: { name: string };
  inbound_nodes: { args: { config: { keras_history: [string, number, number] } }[][] }[];
}

/** The edges `from > to` of the model of Keras 3 that is written. */
async function edgesOf(graph: object): Promise<string[]> {
  const directory = temporaryDirectory();
  const writer = new SummaryWriter(directory);
  writer.graph(graph);
  await writer.close();
  const [value] = readValues(directory);
  expect(value).toMatchObject({ tag: 'keras', plugin: 'graph_keras_model', dataClass: 3, shape: [1] });
  expect(new TextDecoder().decode(value?.content)).toBe('1');
  const { class_name, config } = JSON.parse(new TextDecoder().decode(value?.strings[0]));
  expect(class_name).toBe('Functional');
  return (config.layers as Layer[]).flatMap(({ config, inbound_nodes }) =>
    inbound_nodes.flatMap(({ args }) => args.flat().map((arg) => `${arg.config.keras_history[0]} > ${config.name}`)),
  );
}

test('what a model.json holds, an object of it and its text are the same graph as the model', async () => {
  const edges = ['in > left', 'in > right', 'left > sum', 'right > sum'];
  const saved = branched().toJSON(null, false) as object;
  const { class_name, config } = saved as { class_name: string; config: object };
  const forms = [
    branched(),
    saved,
    { modelTopology: saved },
    { modelTopology: { model_config: { class_name, config } } },
  ];
  for (const form of [...forms, JSON.stringify(saved) as never]) expect(await edgesOf(form)).toEqual(edges);
});

test('a model of Keras 3, as its to_json() has it', async () => {
  const tensor = (layer: string) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 3], dtype: 'float32', keras_history: [layer, 0, 0] },
  });
  const layer = (name: string, class_name: string, args: unknown[]) => ({
    module: 'keras.layers',
    class_name,
    config: { name, dtype: { class_name: 'DTypePolicy', config: { name: 'float32' } } },
    name,
    inbound_nodes: args.length > 0 ? [{ args, kwargs: { mask: null } }] : [],
  });
  const keras = {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: 'functional',
      layers: [
        layer('in', 'InputLayer', []),
        layer('a', 'Dense', [tensor('in')]),
        layer('sum', 'Add', [[tensor('in'), tensor('a')]]),
      ],
      input_layers: [['in', 0, 0]],
      output_layers: ['sum', 0, 0],
    },
  };
  expect(await edgesOf(keras)).toEqual(['in > a', 'in > sum', 'a > sum']);
});

test('a Sequential of old, whose config is its layers', async () => {
  const { config } = chain().toJSON(null, false) as { config: { layers: object[] } };
  expect(await edgesOf({ class_name: 'Sequential', config: config.layers })).toEqual(['a > b', 'b > c']);
});

test('a Sequential in a Sequential feeds and is fed by its layers', async () => {
  const inner = chain();
  const first = layers.dense({ units: 3, inputShape: [3], name: 'first' });
  const outer = sequential({ name: 'outer', layers: [first, inner, layers.dense({ units: 1, name: 'last' })] });
  expect(await edgesOf(outer)).toEqual(['first > chain/a', 'chain/a > chain/b', 'chain/b > chain/c', 'chain/c > last']);
});

test('each input and each output of a model inside is connected to its own', async () => {
  const inner = ['p', 'q'].map((name) => input({ shape: [3], name }));
  const dense = (name: string, one?: SymbolicTensor) => layers.dense({ units: 3, name }).apply(one as SymbolicTensor);
  const crossed = model({
    inputs: inner,
    outputs: [dense('fromQ', inner[1]), dense('fromP', inner[0])] as SymbolicTensor[],
    name: 'inner',
  });
  const inputs = ['x', 'y'].map((name) => input({ shape: [3], name }));
  const [fromQ, fromP] = crossed.apply(inputs) as SymbolicTensor[];
  const outputs = [dense('afterQ', fromQ), dense('afterP', fromP)] as SymbolicTensor[];
  const edges = await edgesOf(model({ inputs, outputs, name: 'outer' }));
  expect(edges.sort()).toEqual([
    'inner/fromP > afterP',
    'inner/fromQ > afterQ',
    'inner/p > inner/fromP',
    'inner/q > inner/fromQ',
    'x > inner/p',
    'y > inner/q',
  ]);
});

test('a model that is called twice is drawn once, with the edges of both calls', async () => {
  const encoder = sequential({ name: 'encoder', layers: [layers.dense({ units: 2, inputShape: [3], name: 'a' })] });
  const inputs = ['x', 'y'].map((name) => input({ shape: [3], name }));
  const encoded = inputs.map((one) => encoder.apply(one) as SymbolicTensor);
  const outputs = layers.concatenate({ name: 'both' }).apply(encoded) as SymbolicTensor;
  const edges = await edgesOf(model({ inputs, outputs }));
  expect(edges.sort()).toEqual(['encoder/a > both', 'encoder/a > both', 'x > encoder/a', 'y > encoder/a']);
});

test.each([
  ['no model', undefined, 'undefined'],
  ['an object that is none', {}, 'an object'],
  ['a text that is none', 'model.json', '"model.json"'],
  ['a layer', { class_name: 'Dense', config: {} }, 'an object'],
])('graph() refuses %s', (_what, graph, got) => {
  const writer = new SummaryWriter(temporaryDirectory());
  expect(() => writer.graph(graph as object)).toThrow(
    new TypeError(`SummaryWriter.graph: \`model\` is ${got}. Pass a model of TensorFlow.js, or the JSON of one.`),
  );
});
