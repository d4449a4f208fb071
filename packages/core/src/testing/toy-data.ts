import { dispose, randomUniform, type Tensor } from '@tensorflow/tfjs-core';
import { type Callback, type LayersModel, layers, type ModelFitArgs, sequential } from '@tensorflow/tfjs-layers';

/** A compiled model with one dense unit, four inputs and the metric `acc`: it trains in no time on any backend. */
export function compiledModel(): LayersModel {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [4] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['accuracy'] });
  return model;
}

/** Random inputs and targets of the shapes that a model takes. */
export function toyData(model: LayersModel, samples = 8): { xs: Tensor[]; ys: Tensor[] } {
  const random = ({ shape }: { shape: (number | null)[] }) => randomUniform([samples, ...(shape.slice(1) as number[])]);
  return { xs: model.inputs.map(random), ys: model.outputs.map(random) };
}

/** A short fit on toy data, validation included; it leaves no tensor of its own. */
export async function toyFit(
  model: LayersModel,
  callbacks: Callback | Callback[],
  { samples, ...options }: ModelFitArgs & { samples?: number } = {},
): Promise<void> {
  const { xs, ys } = toyData(model, samples);
  try {
    await model.fit(xs, ys, { epochs: 2, batchSize: 4, verbose: 0, validationData: [xs, ys], ...options, callbacks });
  } finally {
    dispose([xs, ys]);
  }
}

export function require(condition: boolean, fault: string): asserts condition {
  if (!condition) throw new Error(fault);
}
