import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NamedTensor } from '../state.js';

/**
 * Whether slots are those of an optimizer after so many steps. None at all are those of one before its first step, or
 * of one that needs none.
 *
 * @param suffixes the ends of the slots' names, as the optimizer saves them: a slot of each for every weight
 * @param trained the weights that the optimizer trains; their names are not looked at, because automatic ones change.
 * Without them shapes and types are taken as they are
 */
export function slotsFit(
  suffixes: readonly string[],
  trained: LayersModel['trainableWeights'] | undefined,
  slots: readonly NamedTensor[],
  steps: number,
): boolean {
  if (slots.length === 0) return steps === 0 || suffixes.length === 0;
  const each = trained?.length ?? slots.length / suffixes.length;
  if (slots.length !== suffixes.length * each || !Number.isInteger(each)) return false;
  return slots.every(({ name, tensor }, index) => {
    const weight = trained?.[index % each] ?? tensor;
    const isOfWeight = tensor.dtype === weight.dtype && String(tensor.shape) === String(weight.shape);
    return isOfWeight && name.endsWith(`/${suffixes[Math.floor(index / each)]}`);
  });
}
