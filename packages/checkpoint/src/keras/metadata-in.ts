import type { io } from '@tensorflow/tfjs-core';
import { faultOf } from './fault.js';
import type { KerasFormat } from './format.js';
import { Hdf5Attributes } from './hdf5-attributes.js';
import { checkHeaps } from './hdf5-heaps.js';
import { withHdf5 } from './hdf5-library.js';
import { METADATA, parsedMetadata } from './metadata.js';
import { metadataInSafetensors } from './safetensors.js';
import { unzip } from './unzip.js';

type Metadata = io.ModelArtifacts['userDefinedMetadata'];

/**
 * Reads what a file says of its model beside what Keras does, and no weights.
 *
 * @returns `undefined` if it says nothing
 * @throws Error, a clause, if the part that says it is damaged. The others are not looked at
 */
export async function metadataIn(format: KerasFormat, bytes: Uint8Array): Promise<Metadata> {
  try {
    if (format === 'safetensors') return metadataInSafetensors(bytes);
    return parsedMetadata(format === 'keras' ? inArchive(bytes) : await inHdf5(bytes));
  } catch (cause) {
    throw faultOf(format, cause);
  }
}

function inArchive(bytes: Uint8Array): unknown {
  const { 'metadata.json': entry } = unzip(bytes, ['metadata.json']);
  return JSON.parse(new TextDecoder().decode(entry))?.[METADATA];
}

async function inHdf5(bytes: Uint8Array): Promise<string | undefined> {
  checkHeaps(bytes);
  const [text] = await withHdf5(bytes, (file) => new Hdf5Attributes(file).text('', METADATA));
  return text;
}
