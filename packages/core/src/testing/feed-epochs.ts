import { scalar } from '@tensorflow/tfjs-core';
import { type Callback, CallbackList, type LayersModel } from '@tensorflow/tfjs-layers';
import { getLearningRate } from '../learning-rate.js';
import type { Logs } from '../metrics.js';

/** What an epoch looked like after every callback had seen its end. */
export interface FedEpoch {
  epoch: number;
  /** The metrics that were fed, and what callbacks added. */
  logs: Record<string, unknown>;
  learningRate: number;
  stopTraining: boolean;
}

export interface FeedOptions {
  /** Index of the first epoch. @defaultValue `0` */
  initialEpoch?: number;
  /** The names that `fit` would announce before training. @defaultValue the names of the first epoch's metrics */
  metrics?: string[];
  /** Called before each epoch ends, where `fit` would have trained: change the weights here. */
  train?: (epoch: number) => void;
}

/**
 * Feeds scripted metrics to callbacks through TensorFlow.js's own `CallbackList`, in the order in which `fit` calls
 * its hooks, until a callback stops it. Metrics arrive as scalar tensors, as they do from `fit`.
 *
 * @returns the epochs that ran
 */
export async function feedEpochs(
  callbacks: Callback | readonly Callback[],
  model: LayersModel,
  epochs: readonly Record<string, number>[],
  { initialEpoch = 0, metrics = Object.keys(epochs[0] ?? {}), train = () => {} }: FeedOptions = {},
): Promise<FedEpoch[]> {
  const list = new CallbackList([callbacks].flat() as Callback[]);
  list.setParams({ epochs: initialEpoch + epochs.length, initialEpoch, metrics, verbose: 0 });
  list.setModel(model);
  await list.onTrainBegin();
  model.stopTraining = false;
  const fed: FedEpoch[] = [];
  for (const [index, values] of epochs.entries()) {
    const epoch = initialEpoch + index;
    await list.onEpochBegin(epoch);
    train(epoch);
    const entries = Object.entries(values).map(([name, value]) => [name, scalar(value)] as const);
    const logs: Logs = Object.fromEntries(entries);
    await list.onEpochEnd(epoch, logs);
    for (const [, tensor] of entries) tensor.dispose();
    const { stopTraining } = model;
    fed.push({ epoch, logs: { ...logs, ...values }, learningRate: getLearningRate(model.optimizer), stopTraining });
    if (stopTraining) break;
  }
  await list.onTrainEnd();
  return fed;
}
