import type { io } from '@tensorflow/tfjs-core';

/** Bytes of one value as it is stored, by the weight's dtype. A string has at least the four bytes of its length. */
const BYTES: Readonly<Record<string, number>> = { bool: 1, int32: 4, float32: 4, complex64: 8, string: 4 };

/** The same of a quantized value, by the dtype of its quantization. */
const QUANTIZED_BYTES: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };

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
  const { name, dtype, shape } = weight;
  if (typeof dtype !== 'string' || !Object.hasOwn(BYTES, dtype)) throw unknownDtype(name, dtype);
  if ('quantization' in weight) checkQuantization(name, dtype, weight.quantization);
  if (!Array.isArray(shape) || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new Error(`its weight ${name} has no valid shape`);
  }
}

function checkQuantization(name: string, dtype: string, quantization: unknown): void {
  const { dtype: stored, scale, min } = (quantization ?? {}) as Record<string, unknown>;
  if (typeof stored !== 'string' || !Object.hasOwn(QUANTIZED_BYTES, stored)) throw unknownDtype(name, stored);
  const isDecodable = stored === 'float16' ? dtype === 'float32' : ['float32', 'int32'].includes(dtype);
  const isScaled = stored === 'float16' || (Number.isFinite(scale) && Number.isFinite(min));
  if (!isDecodable || !isScaled) throw new Error(`its weight ${name} has no valid quantization`);
}

function unknownDtype(name: string, dtype: unknown): Error {
  return new Error(`its weight ${name} has the unknown dtype ${dtype}`);
}

/** The bytes that the weights of a group take up; strings leave open how many more. */
export function bytesOf({ weights }: WeightsGroup): { bytes: number; isLeast: boolean } {
  let bytes = 0;
  for (const { dtype, quantization, shape } of weights) {
    const each = quantization ? QUANTIZED_BYTES[quantization.dtype] : BYTES[dtype];
    bytes += shape.reduce((product, length) => product * length, each as number);
  }
  return { bytes, isLeast: weights.some(({ dtype }) => dtype === 'string') };
}
