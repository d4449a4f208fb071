import { optionError, suggestion } from '@cb/core';
import { reshape, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, type layers, model as modelOf, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { EmbeddingMetadata } from '../data/projector.js';
import { checkLength } from './metadata.js';
import { inOrder, rowsOf } from './samples.js';
import type { Settings } from './settings.js';

type Layer = layers.Layer;

/** Vectors to be shown in the projector, a row each. */
interface Rows {
  rows: number;
  /** The vectors of the moment, as a new tensor. */
  vectors: () => Tensor2D;
}

/** What the projector is to show of one layer. */
export interface Embedding extends Rows {
  layer: string;
  /** Whether it is computed from `embeddingsData`. */
  usesData: boolean;
  metadata: EmbeddingMetadata | undefined;
}

/**
 * The embeddings that the options ask for: of an embedding layer its weights, of another layer its output, a row for
 * each sample of `embeddingsData`.
 *
 * @throws RangeError if the options do not fit the model
 */
export function embeddingsOf(model: LayersModel, settings: Settings): Embedding[] {
  const { ofAll, byLayer = {} } = settings.embeddingsMetadata;
  const chosen = chosenLayers(model, settings.embeddingsLayerNames);
  const names = chosen.map(({ name }) => name);
  for (const name of Object.keys(byLayer)) {
    if (!names.includes(name)) throw unknownLayer('embeddingsMetadata', name, names);
  }
  return chosen.map((layer) => {
    const metadata = Object.hasOwn(byLayer, layer.name) ? byLayer[layer.name] : ofAll;
    const usesData = !isEmbedding(layer);
    const rows = usesData ? outputsOf(layer, model, settings) : weightsOf(layer);
    if (metadata) checkLength(layer.name, metadata, rows.rows);
    return { layer: layer.name, usesData, metadata, ...rows };
  });
}

function chosenLayers(model: LayersModel, names: string[]): Layer[] {
  // Outputs of layers in nested models are out of reach, weights are not.
  const layers = [...model.layers, ...model.layers.flatMap(layersWithin).filter(isEmbedding)];
  if (names.length > 0) {
    const known = layers.map(({ name }) => name);
    return names.map((name) => {
      const layer = layers.find((candidate) => candidate.name === name);
      if (layer === undefined) throw unknownLayer('embeddingsLayerNames', name, known);
      return layer;
    });
  }
  const embedding = layers.filter(isEmbedding);
  if (embedding.length > 0) return embedding;
  throw new RangeError(
    'TensorBoard: option `embeddingsFreq` asks for embeddings, and the model has no embedding layer. ' +
      'Pass other layers in `embeddingsLayerNames`, with `embeddingsData`.',
  );
}

/** The layers of a nested model, at any depth. */
function layersWithin({ layers = [] }: Layer & { layers?: Layer[] }): Layer[] {
  return layers.flatMap((layer) => [layer, ...layersWithin(layer)]);
}

function isEmbedding(layer: Layer): boolean {
  return layer.getClassName() === 'Embedding';
}

function weightsOf(layer: Layer): Rows {
  const weights = () => layer.getWeights()[0] as Tensor2D;
  // Another tensor of the same memory, for the caller to dispose.
  return { rows: weights().shape[0], vectors: () => reshape(weights(), weights().shape) };
}

function outputsOf(layer: Layer, model: LayersModel, { embeddingsData, batchSize }: Settings): Rows {
  if (embeddingsData === undefined) {
    const remedy = `The layer \`${layer.name}\` has outputs to show, not weights: pass inputs of the model.`;
    throw optionError('TensorBoard', 'embeddingsData', undefined, remedy);
  }
  const x = inOrder('embeddingsData', embeddingsData, model.inputNames);
  const rows = rowsOf('embeddingsData', x);
  for (const [index, { shape }] of x.entries()) checkShape(model, index, shape);
  const [outputs] = [layer.getOutputAt(0)].flat() as SymbolicTensor[];
  const part = modelOf({ inputs: model.inputs, outputs: outputs as SymbolicTensor, name: `to_${layer.name}` });
  const vectors = () => tidy(() => reshape(part.predict(x, { batchSize }) as Tensor, [rows, -1]) as Tensor2D);
  return { rows, vectors };
}

function checkShape(model: LayersModel, index: number, shape: number[]): void {
  const expected = model.inputs[index]?.shape.slice(1) ?? [];
  const fits = expected.every((size, axis) => size === null || size === shape[axis + 1]);
  if (fits && shape.length === expected.length + 1) return;
  throw new RangeError(
    `TensorBoard: option \`embeddingsData\` has inputs of the shape [${shape}] for \`${model.inputNames[index]}\`. ` +
      `Pass [${['samples', ...expected.map((size) => size ?? 'any')].join(', ')}].`,
  );
}

function unknownLayer(option: string, name: string, known: readonly string[]): Error {
  const remedy = suggestion(name, known) ?? `Pass one of ${known.join(', ')}.`;
  const layers = option === 'embeddingsMetadata' ? 'of the layers to show' : 'of the layers of the model';
  return new RangeError(`TensorBoard: option \`${option}\` has "${name}", which is none ${layers}. ${remedy}`);
}
