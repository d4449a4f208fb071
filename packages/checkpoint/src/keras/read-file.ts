import type { Directory } from '@cb/files';
import type { Decoded } from './artifacts.js';
import type { KerasFormat } from './format.js';
import { decodeFile, LARGEST } from './index.js';

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
  const { size } = await directory.stat(name);
  if (size > LARGEST) throw new Error(`it has ${size} bytes, more than the ${LARGEST} that can be read`);
  const bytes = new Uint8Array(size);
  await directory.read(name, bytes);
  return decodeFile(format, bytes, topology);
}
