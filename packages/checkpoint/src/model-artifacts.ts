import type { NamedTensor } from '@cb/core';
import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, version_layers } from '@tensorflow/tfjs-layers';
import { makesStepCount } from './optimizer-state.js';
import { trainingConfig } from './training-config.js';

/** A model as an `IOHandler` takes it, and what could not be put in, as sentences for a warning. */
export interface SavedModel {
  artifacts: io.ModelArtifacts;
  leftOut: string[];
}

const NOT_NAMED =
  'a checkpoint leaves out how the model was compiled, because its loss or a metric is a function, which a file ' +
  'cannot hold. Pass `optimizer`, `loss` and `metrics` to loadModel().';

/** The weights alone, to be loaded into a model that is there already. */
export async function weightArtifacts(model: LayersModel): Promise<SavedModel> {
  const { data, specs } = await io.encodeWeights(modelWeights(model));
  return { artifacts: { ...origin(), weightData: data, weightSpecs: specs }, leftOut: [] };
}

/**
 * The whole model: topology, weights, and for a compiled model what training goes on from.
 *
 * `model.save()` is not used, because of what it does to a compiled model: it keeps a tensor each time, throws for an
 * optimizer that cannot give its state, and saves a loss or metric that is a function in a way that cannot be loaded.
 */
export async function modelArtifacts(model: LayersModel): Promise<SavedModel> {
  const leftOut: string[] = [];
  const optimizerWeights = model.optimizer ? await optimizerState(model, leftOut) : [];
  try {
    const weights = modelWeights(model);
    const { data, specs } = await io.encodeWeights([...weights, ...optimizerWeights]);
    for (const spec of specs.slice(weights.length)) spec.group = 'optimizer';
    const artifacts: io.ModelArtifacts = {
      modelTopology: model.toJSON(null, false) as object,
      ...origin(),
      weightData: data,
      weightSpecs: specs,
    };
    if (model.optimizer) {
      const config = trainingConfig(model);
      if (config) artifacts.trainingConfig = config;
      else leftOut.push(NOT_NAMED);
    }
    const metadata = model.getUserDefinedMetadata();
    if (metadata) artifacts.userDefinedMetadata = metadata;
    return { artifacts, leftOut };
  } finally {
    if (model.optimizer && makesStepCount(model.optimizer)) optimizerWeights[0]?.tensor.dispose();
  }
}

function origin(): Pick<io.ModelArtifacts, 'format' | 'generatedBy' | 'convertedBy'> {
  return { format: 'layers-model', generatedBy: `TensorFlow.js tfjs-layers v${version_layers}`, convertedBy: null };
}

function modelWeights(model: LayersModel): NamedTensor[] {
  return model.weights.map((weight) => ({ name: weight.originalName, tensor: weight.read() }));
}

async function optimizerState({ optimizer }: LayersModel, leftOut: string[]): Promise<NamedTensor[]> {
  try {
    return await optimizer.getWeights();
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '');
    leftOut.push(
      `a checkpoint leaves out the state of the optimizer, because TensorFlow.js cannot read it (${reason}). ` +
        'Training that goes on from it begins with a fresh optimizer.',
    );
    return [];
  }
}
