import '@cb-tooling/backend';
import { model as functional, input, layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { checkCalls } from '../src/load/check-calls.js';
import { twoTowers } from './toy-model.js';

type Calls = unknown[];

/** A functional model of an input `x` and dense layers, by the names of which come their calls. */
function topology(calls: Record<string, Calls>): object {
  const dense = Object.entries(calls).map(([name, inbound_nodes]) => {
    return { class_name: 'Dense', name, config: { name, units: 1 }, inbound_nodes };
  });
  const first = { class_name: 'InputLayer', name: 'x', config: { name: 'x' }, inbound_nodes: [] };
  return { class_name: 'Model', config: { name: 'm', layers: [first, ...dense], input_layers: [], output_layers: [] } };
}

const from = (name: string, index: unknown = 0) => [[name, index, 0, {}]];

test.each<[string, Record<string, Calls>]>([
  ['one after the other', { a: [from('x')], b: [from('a')] }],
  ['in another order', { b: [from('a')], a: [from('x')] }],
  [
    'a layer twice, its second call behind another layer',
    { a: [from('x'), from('b')], b: [from('a')], c: [from('a', 1)] },
  ],
  ['none', { a: [] }],
])('takes calls that can be made: %s', (_, calls) => {
  expect(() => checkCalls(topology(calls))).not.toThrow();
});

test.each<[string, Record<string, Calls>]>([
  ['a layer that is not there', { a: [from('y')] }],
  ['the layer itself', { a: [from('a')] }],
  ['each other', { a: [from('b')], b: [from('a')] }],
  ['a call that is never made', { a: [from('x', 1)] }],
  ['a call without inputs, which makes nothing', { b: [[]], a: [from('b')] }],
])('refuses calls for which TensorFlow.js would wait for ever: %s', (_, calls) => {
  const fault = 'its layer a is fed by a layer that is not there';
  expect(() => checkCalls(topology(calls))).toThrow(fault);
  expect(() => checkCalls([{ config: { layer: topology(calls) } }])).toThrow(fault);
  const camelCased = JSON.parse(JSON.stringify(topology(calls)).replaceAll('inbound_nodes', 'inboundNodes'));
  expect(() => checkCalls(camelCased)).toThrow(fault);
});

test('takes models of models, and layers that are called twice', () => {
  const x = input({ shape: [2] });
  const shared = sequential({ layers: [layers.dense({ units: 2, inputShape: [2] })] });
  const twice = functional({ inputs: x, outputs: shared.apply(shared.apply(x)) as never });
  for (const model of [twice, twoTowers('one', 'other')]) {
    expect(() => checkCalls(model.toJSON(null, false))).not.toThrow();
  }
});
