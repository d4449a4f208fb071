import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CheckpointFormat } from '../catalog/checkpoint-index.js';
import { refuseUnportable } from '../keras/index.js';
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
  const modelTopology = model.toJSON(null, false) as object;
  if (weightsOnly) return modelTopology;
  if (model.optimizer && !trainingConfig(model)) {
    throw new Error(
      `${owner}: a .${format} file cannot hold the model: its loss or a metric is a function. Compile it with names, ` +
        'or save weights only, or save to a path without this ending, which is a TensorFlow.js directory.',
    );
  }
  try {
    refuseUnportable(format, { modelTopology });
  } catch (cause) {
    throw new Error(`${owner}: ${(cause as Error).message}`, { cause });
  }
  return modelTopology;
}
