import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { inOrder, portions, rowsOf } from './samples.js';
import type { Samples } from './tensorboard-options.js';

/** Inputs and targets, in the order of the model's. */
export interface GradientData {
  x: tf.Tensor[];
  y: tf.Tensor[];
  /** Samples that go through the model at once. */
  batchSize: number;
}

/** @throws RangeError if the samples do not fit the model, which one of them tries out */
export function gradientData(model: LayersModel, data: { x: Samples; y: Samples }, batchSize: number): GradientData {
  const x = inOrder('gradsData', data.x, model.inputNames);
  const y = inOrder('gradsData', data.y, model.outputNames);
  rowsOf('gradsData', [...x, ...y]);
  for (const [index, target] of y.entries()) checkTarget(model, index, target);
  try {
    const first = (tensor: tf.Tensor) => asColumn(tf.slice(tensor, 0, 1));
    tf.tidy(() => void lossOf(model, x.map(first), y.map(first)));
  } catch (cause) {
    const remedy = 'Pass [x, y] of the shapes that fit() takes.';
    throw new RangeError(
      `TensorBoard: option \`gradsData\` does not fit the model (${(cause as Error).message.replace(/\.$/, '')}). ${remedy}`,
      { cause },
    );
  }
  return { x, y, batchSize };
}

/** Refuses what a loss of TensorFlow.js would broadcast without a word, as `fit` does. */
function checkTarget(model: LayersModel, index: number, target: tf.Tensor): void {
  const shape = target.rank === 1 ? [...target.shape, 1] : target.shape;
  const name = model.outputNames[index] as string;
  const loss = Object(model.loss)[Array.isArray(model.loss) ? index : name] ?? model.loss;
  if (typeof loss !== 'string') return;
  const output = model.outputs[index]?.shape.slice(1) ?? [];
  const expected = loss === 'sparseCategoricalCrossentropy' ? [...output.slice(0, -1), 1] : output;
  const fits = expected.every((size, axis) => size === null || size === shape[axis + 1]);
  if (fits && shape.length === expected.length + 1) return;
  throw new RangeError(
    `TensorBoard: option \`gradsData\` has targets of the shape [${target.shape}] for the output \`${name}\`. ` +
      `Pass [${['samples', ...expected.map((size) => size ?? 'any')].join(', ')}].`,
  );
}

/**
 * The gradients of a model's loss with respect to its trainable weights.
 *
 * The loss is the one that the model was compiled with: the mean over all samples, outputs added up, plus the penalties
 * of regularizers. Portions count by their size, so their number changes nothing. Layers run as in prediction, without
 * dropout, and neither weights nor the optimizer change.
 *
 * @returns new tensors by the names of the variables; a weight that the loss does not depend on has none
 */
export function gradientsOf(model: LayersModel, { x, y, batchSize }: GradientData): tf.NamedTensorMap {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const rows = x[0]?.shape[0] as number;
  let sum: tf.NamedTensorMap = {};
  for (const { begin, size } of portions(rows, batchSize)) {
    const before = sum;
    sum = tf.tidy(() => {
      const portion = (tensor: tf.Tensor) => asColumn(tf.slice(tensor, begin, size));
      const { grads } = tf.variableGrads(() => lossOf(model, x.map(portion), y.map(portion)), variables);
      for (const [name, gradient] of Object.entries(grads)) {
        const share = tf.mul(gradient, size / rows);
        grads[name] = before[name] ? tf.add(before[name], share) : share;
      }
      return grads;
    });
    tf.dispose(before);
  }
  return sum;
}

/** Of one number for each sample, as `fit` does. */
function asColumn(tensor: tf.Tensor): tf.Tensor {
  return tensor.rank === 1 ? tf.expandDims(tensor, 1) : tensor;
}

/** The loss as TensorFlow.js computes it in training, without class weights. */
function lossOf(model: LayersModel, x: tf.Tensor[], y: tf.Tensor[]): tf.Scalar {
  // A Sequential model has the model that it trains inside.
  const { lossFunctions } = (model as unknown as { model?: LayersModel }).model ?? model;
  return tf.tidy(() => {
    const outputs = [model.call(x, { training: false })].flat();
    const losses = lossFunctions.map((loss, index) => loss(y[index] as tf.Tensor, outputs[index] as tf.Tensor));
    const mean: tf.Tensor = tf.mean(losses.reduce((total, loss) => tf.add(total, loss)));
    return model.calculateLosses().reduce<tf.Scalar>((total, penalty) => tf.add(total, penalty), mean as tf.Scalar);
  });
}
