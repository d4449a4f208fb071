import { WeightSnapshot } from '@cb/core';
import { captureOptimizer, disposeState, isReadByTensorFlow, type OptimizerState } from '@cb/core/optimizer';
import type { DataType, io, Optimizer, TypedArray } from '@tensorflow/tfjs-core';
import { type LayersModel, version_layers } from '@tensorflow/tfjs-layers';
import { type OwnMetadata, withOwnMetadata } from './checkpoint-metadata.js';
import { noteOptimizer } from './noted-optimizer.js';
import { trainingConfig } from './training-config.js';

/** A weight of a checkpoint. Those of the model itself have no group. */
export interface SnapshotWeight {
  name: string;
  group?: string;
  /** What is needed of a tensor to write it. */
  tensor: { shape: number[]; dtype: DataType; data(): Promise<TypedArray> };
}

/** What of a model goes into a checkpoint, as it is at one moment. Training may go on while it is written. */
export interface ModelSnapshot {
  /** All but weights and metadata. */
  description: io.ModelArtifacts;
  /** The user's own. */
  metadata: io.ModelArtifacts['userDefinedMetadata'];
  own: OwnMetadata;
  weights: readonly SnapshotWeight[];
  /** What could not be put in, as sentences for a warning. */
  leftOut: readonly string[];
  /** Releases the weights. */
  dispose(): void;
}

const NOT_NAMED =
  'a checkpoint leaves out how the model was compiled, because its loss or a metric is a function, which a file ' +
  'cannot hold. Pass `optimizer`, `loss` and `metrics` to loadModel().';

/** The weights alone, to be loaded into a model that is there already. */
export function snapshotWeights(model: LayersModel): ModelSnapshot {
  const held = new WeightSnapshot(model);
  // Taken once: TensorFlow.js collects them from all layers whenever it is asked.
  const names = model.weights.map(({ originalName }) => originalName);
  const weights = held.values.map(({ tensor }, index) => ({ name: names[index] as string, tensor }));
  return { description: origin(), metadata: undefined, own: {}, weights, leftOut: [], dispose: () => held.dispose() };
}

/**
 * The whole model: topology, weights, and for a compiled model what training goes on from.
 *
 * `model.save()` is not used, because of what it does to a compiled model: it keeps a tensor each time, throws for an
 * optimizer that cannot give its state, and saves a loss or metric that is a function in a way that cannot be loaded.
 */
export async function snapshotModel(model: LayersModel): Promise<ModelSnapshot> {
  const { optimizer } = model;
  const held = snapshotWeights(model);
  const leftOut: string[] = [];
  let state: OptimizerState | undefined;
  const dispose = () => {
    held.dispose();
    if (state) disposeState(state);
  };
  try {
    state = optimizer && (await optimizerState(optimizer, leftOut));
    const config = optimizer && trainingConfig(model);
    if (optimizer && !config) leftOut.push(NOT_NAMED);
    // Loading a compiled model, TensorFlow.js would throw if it cannot restore the state of the optimizer.
    const isHidden = optimizer && !isReadByTensorFlow(optimizer);
    const modelTopology = model.toJSON(null, false) as object;
    return {
      description: { modelTopology, ...origin(), ...(config && !isHidden && { trainingConfig: config }) },
      metadata: model.getUserDefinedMetadata(),
      own: {
        ...(state && { optimizer: await noteOptimizer(state) }),
        ...(config && isHidden && { trainingConfig: config }),
      },
      weights: [...held.weights, ...(state?.tensors ?? []).map((slot) => ({ ...slot, group: 'optimizer' }))],
      leftOut,
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** A checkpoint as TensorFlow.js describes it, but for its weights. */
export function describe({ description, metadata, own }: ModelSnapshot): io.ModelArtifacts {
  const userDefinedMetadata = withOwnMetadata(metadata, own);
  return { ...description, ...(userDefinedMetadata && { userDefinedMetadata }) };
}

/** What weights a checkpoint holds, in the order of their bytes. */
export function weightSpecs({ weights }: ModelSnapshot): io.WeightsManifestEntry[] {
  return weights.map(({ name, tensor: { shape, dtype }, group }) => {
    return { name, shape, dtype, ...(group !== undefined && { group }) } as io.WeightsManifestEntry;
  });
}

/** The bytes of the weights as TensorFlow.js stores them. One weight is downloaded at a time. */
export async function* weightBytes({ weights }: ModelSnapshot): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const { tensor } of weights) {
    const { buffer, byteOffset, byteLength } = await tensor.data();
    yield new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  }
}

function origin(): Pick<io.ModelArtifacts, 'format' | 'generatedBy' | 'convertedBy'> {
  return { format: 'layers-model', generatedBy: `TensorFlow.js tfjs-layers v${version_layers}`, convertedBy: null };
}

async function optimizerState(optimizer: Optimizer, leftOut: string[]): Promise<OptimizerState | undefined> {
  try {
    return await captureOptimizer(optimizer);
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '');
    leftOut.push(
      `a checkpoint leaves out the state of the optimizer, because TensorFlow.js cannot read it (${reason}). ` +
        'Training that goes on from it begins with a fresh optimizer.',
    );
    return undefined;
  }
}
