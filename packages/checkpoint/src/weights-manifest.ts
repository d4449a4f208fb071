import type { io } from '@tensorflow/tfjs-core';

/** Bytes of one value as it is stored. A string tells its length only in the data. */
const BYTES: Readonly<Record<string, number>> = {
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
  float32: 4,
  int32: 4,
  complex64: 8,
};

/** One entry of a `weightsManifest`: weights that lie one after another in the files at `paths`. */
export interface WeightsGroup {
  paths: string[];
  weights: io.WeightsManifestEntry[];
}

/**
 * The `weightsManifest` of a `model.json`, every part of it checked: it is input from outside.
 *
 * @throws Error that says what is wrong, for the caller to add where
 */
export function checkedManifest(manifest: unknown): WeightsGroup[] {
  if (!Array.isArray(manifest)) throw new Error('its weightsManifest is not a list');
  for (const group of manifest as Partial<WeightsGroup>[]) {
    if (!Array.isArray(group?.paths) || !group.paths.every((path) => typeof path === 'string')) {
      throw new Error('its weightsManifest has no list of paths');
    }
    if (!Array.isArray(group.weights)) throw new Error('its weightsManifest has no list of weights');
    for (const weight of group.weights) checkWeight(weight);
  }
  return manifest;
}

function checkWeight(weight: Partial<io.WeightsManifestEntry> | null): void {
  if (typeof weight?.name !== 'string') throw new Error('its weightsManifest has a weight without a name');
  const { name, dtype, quantization, shape } = weight;
  const stored = quantization?.dtype ?? dtype;
  if (stored !== 'string' && !Object.hasOwn(BYTES, String(stored))) {
    throw new Error(`its weight ${name} has the unknown dtype ${stored}`);
  }
  if (!Array.isArray(shape) || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new Error(`its weight ${name} has no valid shape`);
  }
}

/** The bytes that the weights of a group take up, or `undefined` when strings leave it open. */
export function bytesOf({ weights }: WeightsGroup): number | undefined {
  let total = 0;
  for (const { dtype, quantization, shape } of weights) {
    const stored = quantization?.dtype ?? dtype;
    if (stored === 'string') return undefined;
    total += shape.reduce((product, length) => product * length, BYTES[stored] as number);
  }
  return total;
}
