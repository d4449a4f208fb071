import type { LayersModel } from '@tensorflow/tfjs-layers';
import { matchWeights } from '../model/match-weights.js';
import { type CheckpointSource, nameOf, readCheckpoint, StoredTensors } from './checkpoint-source.js';
import { noteLoadedFrom } from './loaded-from.js';
import { readable } from './readable.js';

/**
 * Sets the weights of a model to those of a checkpoint, with or without topology. All of them, or none: names, shapes
 * and dtypes are checked first.
 *
 * Where the names of layers differ, as automatic names of two models in one process do, weights are matched by their
 * order, if all shapes and dtypes agree.
 *
 * @param model a LayersModel, or what has its `weights`: into that, directories can be loaded
 * @param path a path or `file://` URL, or a handler that can load
 *
 * @throws TypeError if the model is none
 * @throws Error if the checkpoint is missing or damaged, or belongs to another model
 */
export async function loadWeights(model: Pick<LayersModel, 'weights'>, path: CheckpointSource): Promise<void> {
  if (!isModel(model)) {
    const fault = isModel(path) ? 'the model is the second argument' : 'the first argument is not a model';
    throw new TypeError(`loadWeights: ${fault}. Call loadWeights(model, path).`);
  }
  // A file of Keras asks for the topology too, which tells where its weights belong.
  const { artifacts } = await readCheckpoint('loadWeights', path, model as LayersModel);
  const stored = new StoredTensors(artifacts);
  try {
    const match = matchWeights(model.weights, stored.of('model'));
    if (typeof match === 'string') {
      throw new Error(
        `loadWeights: the weights in ${nameOf(path)} do not fit the model: ${readable(match)}. ` +
          'Build the model as it was when it was saved.',
      );
    }
    for (const [weight, tensor] of match) weight.write(tensor);
    noteLoadedFrom(model, path);
  } finally {
    stored.dispose();
  }
}

function isModel(value: unknown): boolean {
  return Array.isArray((value as Partial<LayersModel> | undefined)?.weights);
}
