import type { io } from '@tensorflow/tfjs-core';
import { describe, type ModelSnapshot } from '../model/model-snapshot.js';
import { isObject } from './layer-json.js';

/** Where a file of Keras, which has no place for a model's metadata, has it nevertheless. Keras passes it over. */
export const METADATA = 'tensorflowjs_metadata';

type Metadata = io.ModelArtifacts['userDefinedMetadata'];

/** What TensorFlow.js keeps of a model beside what Keras does, as JSON. */
export function metadataOf(snapshot: ModelSnapshot): string | undefined {
  const { userDefinedMetadata } = describe(snapshot);
  return userDefinedMetadata && JSON.stringify(userDefinedMetadata);
}

/** @throws Error if it is no JSON */
export function parsedMetadata(text: unknown): Metadata {
  if (typeof text !== 'string') return undefined;
  const metadata: unknown = JSON.parse(text);
  return isObject(metadata) ? (metadata as Metadata) : undefined;
}
