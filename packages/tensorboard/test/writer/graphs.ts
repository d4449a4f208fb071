import { input, type LayersModel, layers, model, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';

const dense = (name: string, units = 3) => layers.dense({ units, name });
const apply = (layer: { apply(inputs: unknown): unknown }, inputs: unknown) => layer.apply(inputs) as SymbolicTensor;

/** Three layers, one after the other. */
export function chain(): LayersModel {
  const first = layers.dense({ units: 2, inputShape: [3], name: 'a' });
  return sequential({ name: 'chain', layers: [first, dense('b'), dense('c')] });
}

/** Two branches that meet. */
export function branched(): LayersModel {
  const inputs = input({ shape: [3], name: 'in' });
  const branches = [apply(dense('left'), inputs), apply(dense('right'), inputs)];
  return model({ inputs, outputs: apply(layers.add({ name: 'sum' }), branches), name: 'fork' });
}

/** A sequential and a functional model, one after the other, inside a third. */
export function nested(): LayersModel {
  const first = sequential({
    name: 'first',
    layers: [layers.dense({ units: 2, inputShape: [3], name: 'a' }), dense('b')],
  });
  const inner = input({ shape: [3], name: 'in2' });
  const second = model({ inputs: inner, outputs: apply(dense('c'), inner), name: 'second' });
  const inputs = input({ shape: [3], name: 'in' });
  const outputs = apply(dense('last'), apply(second, apply(first, inputs)));
  return model({ inputs, outputs, name: 'outer' });
}

/** One layer that is called on each of two inputs. */
export function shared(): LayersModel {
  const inputs = ['left', 'right'].map((name) => input({ shape: [3], name }));
  const twin = dense('twin');
  const sum = layers.add({ name: 'sum' });
  const outputs = apply(
    sum,
    inputs.map((one) => apply(twin, one)),
  );
  return model({ inputs, outputs, name: 'twins' });
}

/** The edges `from > to` of a graph as TensorBoard serves it. */
export function edgesOf(graph: string): string[] {
  const edges: string[] = [];
  let node = '';
  for (const [, field, value] of graph.matchAll(/^ {2}(name|input): "(.*)"$/gm)) {
    if (field === 'name') node = value as string;
    else edges.push(`${value} > ${node}`);
  }
  return edges;
}
