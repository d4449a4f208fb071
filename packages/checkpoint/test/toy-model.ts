import { type Optimizer, randomUniform, type Tensor, tidy } from '@tensorflow/tfjs-core';
import {
  model as functional,
  input,
  type LayersModel,
  layers,
  type ModelCompileArgs,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';

/** A small model that is compiled, with a metric beside the loss. */
export function toyModel(compile: Partial<ModelCompileArgs> = {}): LayersModel {
  const model = sequential({
    layers: [layers.dense({ units: 3, inputShape: [2], activation: 'tanh' }), layers.dense({ units: 1 })],
  });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'], ...compile });
  return model;
}

/** Two nested models side by side, with one layer each, of these names. */
export function twoTowers(...names: [string, string]): LayersModel {
  const x = input({ shape: [2] });
  const tower = (name: string) => sequential({ layers: [layers.dense({ units: 1, inputShape: [2], name })] });
  const sides = names.map((name) => tower(name).apply(x) as SymbolicTensor);
  const model = functional({ inputs: x, outputs: layers.add().apply(sides) as SymbolicTensor });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

/** Trains on the same eight samples each time, in the same order. */
export async function train(
  model: LayersModel,
  epochs: number,
  callbacks: object[] = [],
  initialEpoch = 0,
): Promise<void> {
  const [xs, ys] = [randomUniform([8, 2], 0, 1, 'float32', 1), randomUniform([8, 1], 0, 1, 'float32', 2)];
  try {
    const validationData: [Tensor, Tensor] = [xs, ys];
    await model.fit(xs, ys, {
      epochs,
      initialEpoch,
      batchSize: 4,
      shuffle: false,
      verbose: 0,
      validationData,
      callbacks: callbacks as never,
    });
  } finally {
    xs.dispose();
    ys.dispose();
  }
}

/** What a model answers, as numbers. */
export function predictions(model: LayersModel): number[] {
  return tidy(() => [...(model.predict(randomUniform([4, 2], 0, 1, 'float32', 3)) as Tensor).dataSync()]);
}

/** What an optimizer remembers, by name, as numbers. */
export async function stateOf(optimizer: Optimizer): Promise<[string, number[]][]> {
  const weights = await optimizer.getWeights();
  const state = weights.map(({ name, tensor }): [string, number[]] => [name, [...tensor.dataSync()]]);
  weights[0]?.tensor.dispose();
  return state;
}
