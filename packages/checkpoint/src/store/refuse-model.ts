import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CheckpointFormat } from '../catalog/checkpoint-index.js';
import type { KerasFormat } from '../keras/format.js';
import { outlineOf, refuseNames, refuseUnportable } from '../keras/index.js';
import { trainingConfig } from '../model/training-config.js';

/**
 * Refuses a model that cannot be saved in a format.
 *
 * @returns the topology of the model, where a file needs it to place the weights
 * @throws Error that names what cannot be carried, and the remedy
 */
export function refuseModel(
  owner: string,
  format: CheckpointFormat,
  model: LayersModel,
  weightsOnly: boolean,
): object | undefined {
  if (format === 'tfjs') return undefined;
  const topology = outlineOf(model);
  const isCompiled = model.optimizer !== undefined && model.optimizer !== null;
  refuseBy(owner, () => refuseNames(format, topology));
  if (!weightsOnly) refuseWhole(owner, format, topology, isCompiled && !trainingConfig(model));
  return topology;
}

/** The same for what TensorFlow.js gives a handler. */
export function refuseArtifacts(owner: string, format: KerasFormat, artifacts: io.ModelArtifacts): void {
  const { modelTopology, trainingConfig: config } = artifacts;
  if (!modelTopology) return;
  if (format === 'weights.h5' || format === 'safetensors') {
    const remedy = 'Save to a path that ends in .keras or .h5, or with ModelCheckpoint and `saveWeightsOnly`.';
    throw new Error(`${owner}: a .${format} file holds weights alone. ${remedy}`);
  }
  // As TensorFlow.js writes a loss that is a function.
  const isFunction = config !== undefined && Object.keys(config.loss).length === 0;
  refuseWhole(owner, format, modelTopology as object, isFunction);
}

function refuseWhole(owner: string, format: KerasFormat, modelTopology: object, hasFunctions: boolean): void {
  if (hasFunctions) {
    throw new Error(
      `${owner}: a .${format} file cannot hold the model: its loss or a metric is a function. Compile it with names, ` +
        'or save weights only, or save to a path without this ending, which is a TensorFlow.js directory.',
    );
  }
  refuseBy(owner, () => refuseUnportable(format, { modelTopology }));
}

function refuseBy(owner: string, refuse: () => void): void {
  try {
    refuse();
  } catch (cause) {
    throw new Error(`${owner}: ${(cause as Error).message}`, { cause });
  }
}
