import type { io } from '@tensorflow/tfjs-core';
import { type OwnMetadata, ownMetadata, withOwnMetadata } from '../model/checkpoint-metadata.js';
import type { LayerJson } from './layer-json.js';
import { type Names, namesFromKeras } from './names-from-keras.js';
import { optimizerFromKeras } from './optimizer-from-keras.js';
import { trainedFirst, type WeightPlace } from './weight-places.js';
import { bytesOf, type Values } from './weight-values.js';

/** What a file of Keras holds, in the terms of TensorFlow.js. */
export interface Decoded {
  artifacts: io.ModelArtifacts;
  /** What was left out, as sentences for a warning. */
  leftOut: string[];
}

/** A weight with the name that TensorFlow.js gives it. */
export interface NamedValues {
  name: string;
  values: Values;
}

/** A weight of a model, and where it stands. */
export interface PlacedValues extends NamedValues {
  place: WeightPlace;
}

/** Weights in the order of their places. */
export function inOrderOf(places: readonly WeightPlace[], weights: readonly PlacedValues[]): PlacedValues[] {
  const byPlace = new Map(weights.map((one) => [one.place, one]));
  return places.map((place) => byPlace.get(place) as PlacedValues);
}

/** How a model was compiled, as Keras writes it in both kinds of files. */
export interface KerasTraining {
  loss?: unknown;
  metrics?: unknown;
  loss_weights?: unknown;
  weighted_metrics?: unknown;
  optimizer?: { class_name: string; config: Record<string, unknown> };
}

/** What goes along with a whole model. */
export interface WithTraining {
  training: KerasTraining | undefined;
  /** What Keras's optimizer remembers. */
  state: Values[];
  metadata: io.ModelArtifacts['userDefinedMetadata'];
}

/** The weights alone. */
export function weightsOnly(weights: readonly NamedValues[], metadata: WithTraining['metadata']): Decoded {
  const userDefinedMetadata = metadata && { userDefinedMetadata: metadata };
  return { artifacts: { format: 'layers-model', ...stored(weights), ...userDefinedMetadata }, leftOut: [] };
}

/**
 * A model, ready to go on training where the file and TensorFlow.js allow it.
 *
 * @param topology in the form of TensorFlow.js
 * @param weights in the order of `places`
 */
export function wholeModel(
  topology: LayerJson,
  weights: readonly PlacedValues[],
  { training, state, metadata }: WithTraining,
): Decoded {
  const leftOut: string[] = [];
  const places = weights.map(({ place }) => place);
  const trained = places.filter(({ isTrained }) => isTrained);
  const compiled = training && compiledAs(training, topology, state, trained, leftOut);
  const ordered = inOrderOf(trainedFirst(places), weights);
  const userDefinedMetadata = withOptimizer(metadata, compiled?.own ?? {});
  const artifacts: io.ModelArtifacts = {
    modelTopology: topology,
    format: 'layers-model',
    generatedBy: 'Keras',
    convertedBy: null,
    ...(compiled && { trainingConfig: compiled.trainingConfig }),
    ...(userDefinedMetadata && { userDefinedMetadata }),
    ...stored(ordered, compiled?.tensors),
  };
  return { artifacts, leftOut };
}

/** The metadata of the file say more exactly what Keras's optimizer remembers, unless Keras has trained since. */
function withOptimizer(metadata: WithTraining['metadata'], { optimizer }: OwnMetadata): WithTraining['metadata'] {
  const { optimizer: exact, ...others } = ownMetadata(metadata);
  const isOfNow =
    exact?.values?.iterations === optimizer?.values.iterations && exact?.className === optimizer?.className;
  const own = isOfNow ? exact : optimizer;
  return withOwnMetadata(metadata, { ...others, ...(own && { optimizer: own }) });
}

function compiledAs(
  { optimizer, ...training }: KerasTraining,
  topology: LayerJson,
  state: Values[],
  trained: readonly WeightPlace[],
  leftOut: string[],
) {
  try {
    if (!optimizer) throw new Error('the file does not name the optimizer');
    for (const more of ['loss_weights', 'weighted_metrics'] as const) {
      if (training[more]) throw new Error(`TensorFlow.js has no ${more}`);
    }
    const loss = forOutputs(namesFromKeras('loss', training.loss), topology, false);
    const metrics = forOutputs(namesFromKeras('metric', training.metrics ?? []), topology, true);
    const own = optimizerFromKeras(optimizer, state, trained, leftOut);
    const { className, config } = own;
    return {
      trainingConfig: {
        loss,
        metrics,
        optimizer_config: { class_name: className, config },
      } as unknown as io.TrainingConfig,
      tensors: own.state?.tensors ?? [],
      own: (own.state ? { optimizer: { className, values: own.state.values } } : {}) satisfies OwnMetadata,
    };
  } catch (cause) {
    leftOut.push(
      `how the model was compiled is left out, because ${(cause as Error).message}. ` +
        'Pass `optimizer`, `loss` and `metrics` to loadModel().',
    );
    return undefined;
  }
}

/** Keras has lists in the order of the outputs, and TensorFlow.js names them: metrics always, losses not. */
function forOutputs(names: Names, { config }: LayerJson, areMetrics: boolean): Names {
  const outputs = (config.output_layers as [string][] | undefined)?.map(([name]) => name) ?? [''];
  if (!Array.isArray(names)) return names;
  if (outputs.length === 1) return areMetrics ? names.flat() : (names[0] as Names);
  return areMetrics ? Object.fromEntries(names.map((one, index) => [outputs[index], one])) : names;
}

function stored(weights: readonly NamedValues[], slots: readonly NamedValues[] = []) {
  const all = [...weights, ...slots.map((slot) => ({ ...slot, group: 'optimizer' }))];
  const weightSpecs = all.map(({ values: { shape, dtype }, ...named }) => {
    const group = 'group' in named ? { group: named.group } : {};
    return { name: named.name, shape, dtype, ...group } as io.WeightsManifestEntry;
  });
  return { weightSpecs, weightData: concatenated(all.map(({ values }) => bytesOf(values))) };
}

function concatenated(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole.buffer;
}
