import type { Directory } from '@cb/files';
import type { io } from '@tensorflow/tfjs-core';
import type { Decoded } from './artifacts.js';
import type { KerasFormat } from './format.js';
import { decodeFile, LARGEST, metadataIn } from './index.js';

/**
 * Reads a file of Keras.
 *
 * @param topology that of the model that weights without topology are for
 * @throws Error, a clause, that says what is wrong with the file; one of the file system has it as its `cause`
 */
export async function readFile(
  directory: Directory,
  name: string,
  format: KerasFormat,
  topology?: object,
): Promise<Decoded> {
  return decodeFile(format, await readBytes(directory, name), topology);
}

/** Reads only what TensorFlow.js keeps beside the model. @throws as `readFile` does */
export async function readMetadata(
  directory: Directory,
  name: string,
  format: KerasFormat,
): Promise<io.ModelArtifacts['userDefinedMetadata']> {
  return metadataIn(format, await readBytes(directory, name));
}

async function readBytes(directory: Directory, name: string): Promise<Uint8Array> {
  const { size } = await directory.stat(name);
  if (size > LARGEST) throw new Error(`it has ${size} bytes, more than the ${LARGEST} that can be read`);
  const bytes = new Uint8Array(size);
  await directory.read(name, bytes);
  return bytes;
}
