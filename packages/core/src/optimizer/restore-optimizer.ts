import { type Optimizer, type Tensor, variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { setLearningRate } from '../learning-rate.js';
import type { NamedTensor } from '../state.js';
import { OptimizerFields } from './optimizer-fields.js';
import { type OptimizerState, rateOf } from './optimizer-state.js';
import { setOptimizerWeights } from './optimizer-weights.js';
import { slotsFit } from './slots-fit.js';

/** A state that was kept. One that TensorFlow.js saved has tensors alone, and no scalars. */
export interface SavedOptimizer extends Pick<OptimizerState, 'tensors' | 'iterations' | 'learningRate'> {
  className?: OptimizerState['className'] | undefined;
  scalars?: OptimizerState['scalars'] | undefined;
}

/**
 * Makes an optimizer go on from a state, with the same bits.
 *
 * Without the scalars it goes on as TensorFlow.js would, which computes them from the count of steps: close, and not
 * the same. So it does with `iterations` of another count than the tensors say, which are of another moment. The
 * learning rate is set if the state has one, and is not of another moment.
 *
 * @param state its tensors stay the caller's
 * @param trained the weights that the optimizer trains; not needed for a state that was taken of this optimizer
 * @returns false, with nothing changed, if the state belongs to another optimizer or to other weights
 * @throws TypeError if an optimizer of somebody's own has another learning rate and no way to set it
 * @throws what its `setWeights()` throws
 */
export async function restoreOptimizer(
  optimizer: Optimizer,
  state: SavedOptimizer,
  trained?: LayersModel['trainableWeights'],
): Promise<boolean> {
  const { className, tensors, learningRate } = state;
  if (className !== undefined && className !== optimizer.getClassName()) return false;
  const fields = OptimizerFields.of(optimizer);
  if (!fields) {
    setRate(optimizer, learningRate);
    await setOptimizerWeights(optimizer, tensors);
    return true;
  }
  const [iter, ...slots] = tensors;
  const iterations = iter?.name === 'iter' ? (await iter.tensor.data())[0] : undefined;
  if (iterations === undefined || !slotsFit(fields.suffixes, trained, slots, iterations)) return false;
  const isOfOneMoment = (state.iterations ?? iterations) === iterations;
  const scalars = isOfOneMoment ? state.scalars : undefined;
  if (scalars ? !isComplete(scalars, fields) : !fields.areReadByTensorFlow) return false;
  if (isOfOneMoment) setRate(optimizer, learningRate);
  if (scalars) put(fields, iterations, slots, scalars);
  else await setOptimizerWeights(optimizer, tensors);
  return true;
}

/** The state whose `tensorsOf` an optimizer of this class has given. */
export function stateOfTensors(optimizer: Optimizer, tensors: readonly NamedTensor[]): SavedOptimizer {
  const names = OptimizerFields.of(optimizer)?.scalars.map(({ name }) => name) ?? [];
  const scalars = tensors.filter(({ name }) => names.includes(name));
  const others = tensors.filter(({ name }) => !names.includes(name));
  return { tensors: others, ...(scalars.length > 0 && { scalars }) };
}

function setRate(optimizer: Optimizer, rate: number | undefined): void {
  if (rate !== undefined && rate !== rateOf(optimizer).learningRate) setLearningRate(optimizer, rate);
}

function isComplete(given: readonly NamedTensor[], { scalars }: OptimizerFields): boolean {
  return scalars.every(({ name, tensor }) => {
    const found = given.find((one) => one.name === name)?.tensor;
    return found?.dtype === tensor.dtype && found.rank === 0;
  });
}

function put(fields: OptimizerFields, count: number, slots: readonly NamedTensor[], scalars: readonly NamedTensor[]) {
  const former = fields.slots;
  fields.iterations = count;
  fields.slots = slots.map(({ name, tensor }) => ({ originalName: name, variable: variable(tensor, false) }));
  for (const { name, tensor } of fields.scalars) {
    tensor.assign(scalars.find((one) => one.name === name)?.tensor as Tensor);
  }
  for (const slot of former) slot.variable.dispose();
}
