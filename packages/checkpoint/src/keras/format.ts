/**
 * What a file of Keras is: `h5` the HDF5 file of Keras 2, `weights.h5` and `keras` the weights and the archive of
 * Keras 3, `safetensors` weights that everybody reads.
 */
export type KerasFormat = 'h5' | 'weights.h5' | 'keras' | 'safetensors';

/** The longer ending first. */
const ENDINGS: readonly [ending: string, format: KerasFormat][] = [
  ['.weights.h5', 'weights.h5'],
  ['.h5', 'h5'],
  ['.hdf5', 'h5'],
  ['.keras', 'keras'],
  ['.safetensors', 'safetensors'],
];

/** The format that the ending of a path stands for, in any case. @returns `undefined` for a TensorFlow.js directory */
export function formatOf(path: string): KerasFormat | undefined {
  const name = path.toLowerCase();
  return ENDINGS.find(([ending]) => name.endsWith(ending))?.[1];
}
