import type { NamedTensor } from '@cb/core';
import { type OptimizerState, restoreOptimizer } from '@cb/core/optimizer';
import { dispose, scalar } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What a checkpoint notes of an optimizer beside the tensors that TensorFlow.js saves. */
export interface NotedOptimizer {
  className: string;
  /** Safe for JSON: `iterations`, `learningRate`, and the scalars by name. */
  values: Readonly<Record<string, number>>;
}

/** Downloads the scalars of a state. */
export async function noteOptimizer(state: OptimizerState): Promise<NotedOptimizer> {
  const { className, iterations, learningRate, scalars } = state;
  const download = async ({ name, tensor }: NamedTensor) => [name, (await tensor.data())[0]];
  const values = {
    ...(iterations !== undefined && { iterations }),
    ...(learningRate !== undefined && { learningRate }),
    ...Object.fromEntries(await Promise.all(scalars.map(download))),
  };
  return { className, values };
}

/**
 * Makes the optimizer of a model go on from what a checkpoint holds, as `restoreOptimizer` does.
 *
 * Values of another count of steps than the tensors are passed over: TensorFlow.js copies the metadata of a model into
 * what it saves later.
 *
 * @param tensors they stay the caller's
 * @returns false, with nothing changed, if they are those of another optimizer or of other weights
 */
export async function restoreNoted(
  { optimizer, trainableWeights }: Pick<LayersModel, 'optimizer' | 'trainableWeights'>,
  { className, values }: Partial<NotedOptimizer>,
  tensors: NamedTensor[],
): Promise<boolean> {
  const { iterations, learningRate, ...others } = numbersIn(values);
  const scalars = Object.entries(others).map(([name, value]) => ({ name, tensor: scalar(value) }));
  const isNoted = iterations !== undefined;
  const state = { className, iterations, learningRate, tensors, ...(isNoted && { scalars }) };
  try {
    return await restoreOptimizer(optimizer, state, trainableWeights);
  } finally {
    dispose(scalars.map(({ tensor }) => tensor));
  }
}

/** A file may say anything. */
function numbersIn(values: object | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => typeof value === 'number'));
}
