import { isModel, type LayerJSON, nameOf, sourcesOf, type Tensor, tensorsOf } from './keras-json.js';

/** A layer that is no model, and which layers its inputs come from. */
interface Node {
  name: string;
  layer: LayerJSON;
  inputs: string[];
}

/**
 * A model in the form that today's TensorBoard draws with its edges: one functional model of Keras 3. What is in a
 * model inside it is named `inner/layer`, which TensorBoard draws as a box; a layer that is shared has the edges of all
 * its calls.
 */
export function kerasGraph(model: LayerJSON): string {
  const nodes: Node[] = [];
  for (const layer of layersIn(model)) addNodes(nodes, layer, '', callsOf(layer, model, '', []));
  return JSON.stringify({ class_name: 'Functional', config: { name: nameOf(model), layers: nodes.map(inKeras3) } });
}

/** @param calls where the inputs of the layer come from, for each time that it is called */
function addNodes(nodes: Node[], layer: LayerJSON, scope: string, calls: string[][]): void {
  const name = scope + nameOf(layer);
  if (!isModel(layer)) nodes.push({ name, layer, inputs: calls.flat() });
  else for (const part of layersIn(layer)) addNodes(nodes, part, `${name}/`, callsOf(part, layer, `${name}/`, calls));
}

/** Where the inputs of a layer of a model come from; what the model is given goes to its input layers. */
function callsOf(layer: LayerJSON, model: LayerJSON, scope: string, given: string[][]): string[][] {
  const layers = layersIn(model);
  if (model.class_name === 'Sequential') {
    const before = layers[layers.indexOf(layer) - 1];
    return before ? [outputsOf(before, scope)] : given;
  }
  const position = tensorsOf(model.config.input_layers).findIndex(([name]) => name === nameOf(layer));
  const fromOutside = position < 0 ? [] : given.map((call) => call.slice(position, position + 1));
  return [...fromOutside, ...sourcesOf(layer).map((call) => producers(call, layers, scope))];
}

/** Which layers the outputs of a layer come from: itself, or of a model those inside it. */
function outputsOf(layer: LayerJSON, scope: string): string[] {
  const name = scope + nameOf(layer);
  if (!isModel(layer)) return [name];
  const layers = layersIn(layer);
  const last = layers.at(-1);
  if (layer.class_name === 'Sequential') return last ? outputsOf(last, `${name}/`) : [];
  return producers(tensorsOf(layer.config.output_layers), layers, `${name}/`);
}

function producers(tensors: Tensor[], layers: LayerJSON[], scope: string): string[] {
  return tensors.flatMap(([name, index]) => {
    const layer = layers.find((one) => nameOf(one) === name);
    const outputs = layer ? outputsOf(layer, scope) : [];
    return outputs[index] ?? outputs.at(-1) ?? [];
  });
}

function layersIn(model: LayerJSON): LayerJSON[] {
  return model.config.layers ?? [];
}

function inKeras3({ name, layer, inputs }: Node) {
  const args = inputs.map((input) => ({ class_name: '__keras_tensor__', config: { keras_history: [input, 0, 0] } }));
  const inbound = args.length > 0 ? [{ args: [args], kwargs: {} }] : [];
  return { class_name: layer.class_name, name, config: { name, dtype: layer.config.dtype }, inbound_nodes: inbound };
}
