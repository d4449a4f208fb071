import type { ModelSnapshot } from '../model/model-snapshot.js';
import type { PlacedValues } from './artifacts.js';
import type { Json, LayerJson } from './layer-json.js';
import { metadataOf } from './metadata.js';
import { type KerasOptimizer, optimizerToKeras } from './optimizer-to-keras.js';
import { type KerasCompile, trainingToKeras } from './training-to-keras.js';
import { weightPlaces } from './weight-places.js';
import { download } from './weight-values.js';

/** What goes into a file of Keras. */
export interface KerasContent {
  topology: LayerJson;
  /** In the order of the layers. */
  weights: PlacedValues[];
  /** How the model was compiled, if that can be said in Keras. */
  compile?: { training: KerasCompile; optimizer: KerasOptimizer };
  /** What Keras has no place for, as JSON. */
  metadata?: string;
  /** What was left out, as sentences for a warning. */
  leftOut: string[];
}

/** @throws Error if the model has a weight whose place in a file of Keras is not known */
export async function contentOf(snapshot: ModelSnapshot, topology: LayerJson): Promise<KerasContent> {
  const tensors = new Map(snapshot.weights.flatMap((one) => (one.group === undefined ? [[one.name, one]] : [])));
  const places = weightPlaces(topology, [...tensors.keys()]);
  const weights: PlacedValues[] = [];
  for (const place of places) {
    const weight = tensors.get(place.name);
    if (!weight) throw new Error(`the model has no weight ${place.name}, which a layer of its class has in Keras`);
    weights.push({ place, name: place.name, values: await download(weight) });
    tensors.delete(place.name);
  }
  const [stray] = tensors.keys();
  if (stray !== undefined) throw new Error(`the weight ${stray} has no place in a file of Keras`);
  const leftOut: string[] = [];
  const trained = places.filter(({ isTrained }) => isTrained).length;
  const compile = await compileOf(snapshot, topology, trained, leftOut);
  const metadata = metadataOf(snapshot);
  return { topology, weights, ...(compile && { compile }), ...(metadata && { metadata }), leftOut };
}

async function compileOf(snapshot: ModelSnapshot, topology: LayerJson, trained: number, leftOut: string[]) {
  const saved = snapshot.description.trainingConfig ?? snapshot.own.trainingConfig;
  const training = saved && trainingToKeras(saved, topology, leftOut);
  if (!saved || !training) return undefined;
  const named = saved.optimizer_config as unknown as { class_name: string; config: Json };
  const optimizer = await optimizerToKeras(named, snapshot, trained, leftOut);
  return optimizer && { training, optimizer };
}

/** How many bytes the values have. */
export function sizeOfValues({ weights, compile }: KerasContent): number {
  const slots = compile?.optimizer.state?.slots.flat(2) ?? [];
  return [...weights.map(({ values }) => values), ...slots].reduce((sum, { data }) => sum + data.byteLength, 0);
}
