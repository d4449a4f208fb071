import { floor, randomUniform, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A tensor on its way to Python and back. */
export interface Listed {
  shape: number[];
  data: number[];
  dtype?: string;
}

export function listed(values: Tensor): Listed {
  return { shape: values.shape, data: [...values.dataSync()], dtype: values.dtype };
}

export function given({ shape, data }: Listed): Tensor {
  return tensor(data, shape);
}

/** The greatest difference between what was predicted and what should be; infinite if there are more or fewer. */
export function difference(outputs: Tensor[], expected: readonly Listed[]): number {
  if (outputs.length !== expected.length) return Number.POSITIVE_INFINITY;
  const all = outputs.flatMap((output, index) => {
    const wanted = expected[index]?.data ?? [];
    return [...output.dataSync()].map((value, at) => Math.abs(value - (wanted[at] as number)));
  });
  // NaN counts as different.
  return all.reduce((worst, one) => Math.max(worst, one), 0);
}

export function predict(model: LayersModel, inputs: Tensor[]): Tensor[] {
  const outputs = model.predict(inputs.length > 1 ? inputs : (inputs[0] as Tensor));
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** Weights that are neither zero nor one, the same each time; variances are positive. */
export function seedWeights(model: LayersModel): void {
  const seeded = model.weights.map(({ shape, originalName }, index) => {
    const least = originalName.includes('variance') ? 0.5 : -0.8;
    return randomUniform(shape as number[], least, 0.8, 'float32', index + 1);
  });
  model.setWeights(seeded);
}

/** Inputs of the right shape, the same each time; words for a model that begins with an embedding. */
export function seededInputs(model: LayersModel): Tensor[] {
  const isText = model.layers.some((layer) => layer.getClassName() === 'Embedding');
  return model.inputs.map(({ shape }, index) => {
    const values = randomUniform(
      [3, ...(shape.slice(1) as number[])],
      isText ? 0 : -1,
      isText ? 9 : 1,
      'float32',
      index + 5,
    );
    return isText ? floor(values) : values;
  });
}
