import type { NamedTensor } from '@cb/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * Whether slots are those of an optimizer after so many steps. None at all are those of one before its first step, or of
 * one that needs none.
 *
 * @param suffixes the ends of the slots' names, as the optimizer saves them: a slot of each for every weight
 * @param trained the weights that the optimizer trains; their names are not looked at, because automatic ones change
 */
export function slotsFit(
  suffixes: readonly string[],
  trained: LayersModel['trainableWeights'],
  slots: readonly NamedTensor[],
  steps: number,
): boolean {
  if (slots.length === 0) return steps === 0 || suffixes.length === 0;
  if (slots.length !== suffixes.length * trained.length) return false;
  return slots.every(({ name, tensor }, index) => {
    const suffix = suffixes[Math.floor(index / trained.length)];
    const weight = trained[index % trained.length];
    const isOfWeight = tensor.dtype === weight?.dtype && String(tensor.shape) === String(weight.shape);
    return isOfWeight && name.endsWith(`/${suffix}`);
  });
}
