import type { NamedTensor } from '@cb/core';
import { dispose } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type CheckpointSource, decodeCheckpoint, nameOf, readCheckpoint } from './checkpoint-source.js';

/**
 * Sets the weights of a model to those of a checkpoint, with or without topology. All of them, or none: names, shapes
 * and dtypes are checked first.
 *
 * @param path a path or `file://` URL, or a handler that can load
 *
 * @throws Error if the checkpoint is missing or damaged, or belongs to another model
 */
export async function loadWeights(model: LayersModel, path: CheckpointSource): Promise<void> {
  const { model: stored, optimizer } = decodeCheckpoint(await readCheckpoint('loadWeights', path));
  try {
    const fault = misfit(model, stored);
    if (fault !== undefined) {
      throw new Error(
        `loadWeights: the weights in ${nameOf(path)} do not fit the model: ${fault}. ` +
          'Build the model as it was when it was saved, its layers with the same names.',
      );
    }
    const tensors = new Map(stored.map(({ name, tensor }) => [name, tensor]));
    for (const weight of model.weights) weight.write(tensors.get(weight.originalName) as NamedTensor['tensor']);
  } finally {
    dispose([...stored, ...optimizer].map(({ tensor }) => tensor));
  }
}

/** The first difference between what a model needs and what is stored. */
function misfit(model: LayersModel, stored: readonly NamedTensor[]): string | undefined {
  const names = stored.map(({ name }) => name);
  for (const { originalName, shape, dtype } of model.weights) {
    const matches = stored.filter(({ name }) => name === originalName);
    const [match] = matches;
    if (match === undefined) return `${originalName} is not among ${names.join(', ') || 'them'}`;
    if (matches.length > 1) return `${originalName} is there ${matches.length} times`;
    const [there, here] = [`${match.tensor.dtype} [${match.tensor.shape}]`, `${dtype} [${shape}]`];
    if (there !== here) return `${originalName} is ${there} there and ${here} in the model`;
  }
  const own = model.weights.map(({ originalName }) => originalName);
  const extra = names.find((name) => !own.includes(name));
  return extra === undefined ? undefined : `the model has no ${extra}`;
}
