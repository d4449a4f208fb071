import type { io } from '@tensorflow/tfjs-core';
import type { CheckpointFormat } from '../catalog/checkpoint-index.js';
import { topologyOf } from '../keras/layer-json.js';
import { trainedFirst, weightPlaces } from '../keras/weight-places.js';
import type { OwnMetadata } from '../model/checkpoint-metadata.js';
import { matchWeights } from '../model/match-weights.js';
import type { ModelSnapshot, SnapshotWeight } from '../model/model-snapshot.js';
import { snapshotOf } from '../model/snapshot-of-artifacts.js';

/** A checkpoint that can be saved. */
export interface Conversion {
  snapshot: ModelSnapshot;
  /** What places the weights, where the snapshot has no topology. */
  topology?: object | undefined;
  /** What was left out, as sentences. */
  leftOut: string[];
}

export function holdsWeightsAlone(format: CheckpointFormat): boolean {
  return format === 'weights.h5' || format === 'safetensors';
}

/** A whole model as a format can hold it. */
export function fitted(model: ModelSnapshot, format: CheckpointFormat): Conversion {
  if (holdsWeightsAlone(format)) return weightsOf(model);
  return { snapshot: format === 'tfjs' ? hideAdamax(model) : model, leftOut: [] };
}

/** A model without all that weights alone are not. Its metadata and what is known of the checkpoint stay. */
function weightsOf(model: ModelSnapshot): Conversion {
  const { modelTopology, trainingConfig, ...description } = model.description;
  const isCompiled = (trainingConfig ?? model.own.trainingConfig) !== undefined;
  const parts = ['the layers', ...(isCompiled ? ['how the model was compiled'] : []), ...statesIn(model)];
  return {
    snapshot: { ...model, description, own: factsIn(model), weights: model.weights.filter(isOfModel) },
    topology: modelTopology as object,
    leftOut: [`a file of weights alone leaves out ${listed(parts)}.`],
  };
}

/**
 * A model with other weights, compiled as it is, and with a fresh optimizer.
 *
 * @param weights weights alone
 * @param model a whole model
 * @throws Error, a clause, that names the first weight that does not fit
 */
export function withWeights(model: io.ModelArtifacts, weights: ModelSnapshot): Conversion {
  const { weightData: _, weightSpecs = [], ...description } = model;
  const topology = model.modelTopology as object;
  const { own, ...rest } = snapshotOf(description);
  const specs = weightSpecs.filter(({ group = 'model' }) => group === 'model');
  const named = inOrder(specs, topology).map((spec) => ({ ...spec, originalName: spec.name }));
  const match = matchWeights(named, weights.weights.filter(isOfModel));
  if (typeof match === 'string') throw new Error(match);
  const { trainingConfig } = own;
  const states = statesIn(weights);
  return {
    snapshot: {
      ...rest,
      own: { ...(trainingConfig && { trainingConfig }), ...factsIn(weights) },
      weights: match.map(([{ name }, tensor]) => ({ name, tensor })),
    },
    leftOut: states.length > 0 ? [`a conversion with --model leaves out ${listed(states)}.`] : [],
  };
}

function isOfModel({ group }: SnapshotWeight): boolean {
  return group === undefined;
}

function factsIn({ own: { facts } }: ModelSnapshot): OwnMetadata {
  return facts ? { facts } : {};
}

/** What goes with the weights, as in a backup. */
function statesIn({ weights, own }: ModelSnapshot): string[] {
  const ofOptimizer = weights.some(({ group }) => group === 'optimizer') ? ['the state of the optimizer'] : [];
  return own.callbacks ? [...ofOptimizer, 'the state of the callbacks'] : ofOptimizer;
}

function listed(parts: readonly string[]): string {
  return new Intl.ListFormat('en').format(parts);
}

/**
 * As a model of TensorFlow.js has its weights, and files of weights alone: those that are trained before the others.
 */
function inOrder(specs: readonly io.WeightsManifestEntry[], topology: object): io.WeightsManifestEntry[] {
  const places = trainedFirst(
    weightPlaces(
      topologyOf(topology),
      specs.map(({ name }) => name),
    ),
  );
  const order = new Map(places.map(({ name }, index) => [name, index]));
  const placeOf = ({ name }: io.WeightsManifestEntry) => order.get(name) ?? places.length;
  return [...specs].sort((a, b) => placeOf(a) - placeOf(b));
}

/** TensorFlow.js could not load a model that is compiled with Adamax, so it is told only to `loadModel`. */
function hideAdamax(model: ModelSnapshot): ModelSnapshot {
  const { trainingConfig, ...description } = model.description;
  const optimizer = trainingConfig?.optimizer_config as { class_name?: string } | undefined;
  if (!trainingConfig || optimizer?.class_name !== 'Adamax') return model;
  return { ...model, description, own: { ...model.own, trainingConfig } };
}
