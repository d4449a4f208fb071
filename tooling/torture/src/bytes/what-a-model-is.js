import { memory } from '@cb-tooling/backend/tf';

/** @typedef {import('@cb-tooling/backend/tf').LayersModel} LayersModel */

/**
 * All that a model is, as a text: its layers, its weights, how it is compiled, and what its optimizer remembers.
 *
 * @param {LayersModel} model
 */
export async function textOfModel(model) {
  const { optimizer, loss, metrics } = model;
  const slots = optimizer ? await optimizer.getWeights() : [];
  const text = JSON.stringify({
    layers: model.toJSON(null, false),
    weights: model.getWeights().map(listed),
    compiled: optimizer && { loss, metrics, optimizer: [optimizer.getClassName(), optimizer.getConfig()] },
    remembered: slots.map(({ name, tensor }) => [name, listed(tensor)]),
  });
  // The count of steps is made for the question.
  for (const { name, tensor } of slots) if (name === 'iter') tensor.dispose();
  return text;
}

/** @param {LayersModel} model */
export async function textOfWeights(model) {
  return JSON.stringify(model.getWeights().map(listed));
}

/** @param {LayersModel} model */
export function dispose(model) {
  model.optimizer?.dispose();
  model.dispose();
}

/** How many tensors there are. */
export function tensors() {
  return memory().numTensors;
}

/** @param {import('@cb-tooling/backend/tf').Tensor} tensor */
function listed(tensor) {
  return [tensor.shape, [...tensor.dataSync()].map(String)];
}
