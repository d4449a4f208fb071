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
  const ending = endingOf(path).toLowerCase();
  return ENDINGS.find(([one]) => one === ending)?.[1];
}

/** The ending of a path that stands for a format, as it is written there; empty for a TensorFlow.js directory. */
export function endingOf(path: string): string {
  const name = path.toLowerCase();
  const length = ENDINGS.find(([ending]) => name.endsWith(ending))?.[0].length ?? 0;
  return path.slice(path.length - length);
}

/** A path with something more at the end of its name, before such an ending. */
export function withSuffix(path: string, suffix: string): string {
  const ending = endingOf(path);
  return `${path.slice(0, path.length - ending.length)}${suffix}${ending}`;
}

export function isKerasFormat(value: unknown): value is KerasFormat {
  return ENDINGS.some(([, format]) => format === value);
}

/** Whether a path has the ending of a file, and a separator behind it. */
export function endsBehindFormat(path: string): boolean {
  return /[\\/]$/.test(path) && formatOf(path.replace(/[\\/]+$/, '')) !== undefined;
}
