import type { ModelSnapshot } from '../model/model-snapshot.js';
import type { Decoded } from './artifacts.js';
import { contentOf, type KerasContent } from './content-to-keras.js';
import { decodeH5 } from './decode-h5.js';
import { decodeKeras, decodeKerasWeights } from './decode-keras.js';
import { encodeH5 } from './encode-h5.js';
import { encodeKeras } from './encode-keras.js';
import { faultOf } from './fault.js';
import type { KerasFormat } from './format.js';
import { encodeKerasWeights } from './keras-weights.js';
import { type LayerJson, topologyOf } from './layer-json.js';
import { METADATA } from './metadata.js';
import { nameFault } from './refuse-names.js';
import { decodeSafetensors, encodeSafetensors, keysOf } from './safetensors.js';
import type { Values } from './weight-values.js';

export type { Decoded } from './artifacts.js';
export { formatOf, type KerasFormat } from './format.js';
export { LARGEST } from './limits.js';
export { metadataIn } from './metadata-in.js';
export { outlineOf } from './model-outline.js';
export { refuseNames } from './refuse-names.js';
export { refuseUnportable } from './refuse-unportable.js';

/** The bytes of a file of Keras. */
export interface Encoded {
  chunks: Uint8Array[];
  /** What was left out, as sentences for a warning. */
  leftOut: string[];
}

/**
 * Writes a file of Keras.
 *
 * @param topology that of the model, from `outlineOf` where it may have layers of somebody's own class. Needed where
 * the snapshot holds weights only: it says where each of them stands
 * @throws Error if a weight has no place in the file, or two have the same
 */
export async function encodeFile(
  format: KerasFormat,
  snapshot: ModelSnapshot,
  topology: object | undefined = snapshot.description.modelTopology as object | undefined,
): Promise<Encoded> {
  if (!topology) throw new Error('a file of Keras needs to know the layers of the model');
  const content = await contentOf(snapshot, topologyOf(topology));
  const names = content.weights.map(({ place }) => place.name);
  const fault = nameFault(format, content.topology, names);
  if (fault !== undefined) throw new Error(fault);
  const isWhole = snapshot.description.modelTopology !== undefined;
  return { chunks: await bytesOf(format, content, isWhole), leftOut: content.leftOut };
}

async function bytesOf(format: KerasFormat, content: KerasContent, isWhole: boolean): Promise<Uint8Array[]> {
  if (format === 'h5') return [await encodeH5(content, isWhole)];
  if (format === 'keras') return encodeKeras(content);
  if (format === 'weights.h5') return [await encodeKerasWeights(content)];
  return encodeSafetensors(
    keyedWeights(content),
    content.metadata === undefined ? {} : { [METADATA]: content.metadata },
  );
}

function keyedWeights({ weights }: KerasContent): Map<string, Values> {
  const keys = keysOf(weights.map(({ place }) => place));
  const keyed = new Map(weights.map(({ place, values }) => [keys.get(place) as string, values]));
  if (keyed.size < weights.length) throw new Error('two of its weights have the same name');
  return keyed;
}

/**
 * Reads a file of Keras, which comes from outside.
 *
 * @param topology that of the model that weights without topology are for, from `outlineOf` where it may have layers of
 * somebody's own class. The names of the weights are its names then, and are those of the file, in its order, without
 * @throws Error that says what is wrong with the file, for the caller to add which
 */
export async function decodeFile(format: KerasFormat, bytes: Uint8Array, topology?: object): Promise<Decoded> {
  const model = topology && topologyOf(topology);
  try {
    return await decode(format, bytes, model);
  } catch (cause) {
    throw faultOf(format, cause);
  }
}

async function decode(format: KerasFormat, bytes: Uint8Array, model: LayerJson | undefined): Promise<Decoded> {
  if (format === 'h5') return decodeH5(bytes, model);
  if (format === 'keras') return decodeKeras(bytes);
  return format === 'weights.h5' ? decodeKerasWeights(bytes, model) : decodeSafetensors(bytes, model);
}
