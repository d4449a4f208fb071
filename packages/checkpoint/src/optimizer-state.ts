import type { NamedTensor } from '@cb/core';
import {
  AdadeltaOptimizer,
  AdagradOptimizer,
  AdamOptimizer,
  MomentumOptimizer,
  type Optimizer,
  RMSPropOptimizer,
  SGDOptimizer,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What TensorFlow.js's optimizers keep for each variable they train, in the order in which they save it. */
const SLOTS: Readonly<Record<string, readonly string[] | undefined>> = {
  SGD: [],
  Momentum: ['momentum'],
  Adagrad: ['accumulator'],
  Adadelta: ['accum_grad', 'accum_var'],
  RMSProp: ['rms', 'momentum'],
  Adam: ['m', 'v'],
  // Neither gives its state nor takes one.
  Adamax: undefined,
};

const GIVE_STATE = [
  SGDOptimizer,
  MomentumOptimizer,
  AdagradOptimizer,
  AdadeltaOptimizer,
  RMSPropOptimizer,
  AdamOptimizer,
].map(({ prototype }) => prototype.getWeights);

/**
 * Whether `getWeights()` is TensorFlow.js's own, whose first tensor, the count of steps, is made for the call and is the
 * caller's to dispose. Everything else belongs to the optimizer.
 */
export function makesStepCount(optimizer: Optimizer): boolean {
  return GIVE_STATE.includes(optimizer.getWeights);
}

/**
 * Puts back what an optimizer remembered: its count of steps and its slots.
 *
 * @param state as `optimizer.getWeights()` gave it; the tensors stay the caller's
 * @returns false, with nothing changed, if the state belongs to another optimizer or another model
 */
export async function restoreOptimizer(model: LayersModel, state: readonly NamedTensor[]): Promise<boolean> {
  const { optimizer, trainableWeights } = model;
  const fits = Object.hasOwn(SLOTS, optimizer.getClassName())
    ? slotsFit(slotsOf(optimizer), trainableWeights, state.slice(1))
    : true; // An optimizer of somebody's own knows its own state.
  if (fits) await optimizer.setWeights([...state]);
  return fits;
}

function slotsOf(optimizer: Optimizer): readonly string[] | undefined {
  const name = optimizer.getClassName();
  const centered = name === 'RMSProp' && optimizer.getConfig().centered;
  return centered ? ['rms', 'momentum', 'mg'] : SLOTS[name];
}

function slotsFit(
  expected: readonly string[] | undefined,
  trained: LayersModel['trainableWeights'],
  slots: readonly NamedTensor[],
): boolean {
  if (slots.length !== (expected?.length ?? Number.NaN) * trained.length) return false;
  return slots.every(({ name, tensor }, index) => {
    const slot = expected?.[Math.floor(index / trained.length)];
    const shape = trained[index % trained.length]?.shape;
    return name.endsWith(`/${slot}`) && String(tensor.shape) === String(shape);
  });
}
