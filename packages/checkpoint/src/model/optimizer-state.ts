import { type NamedTensor, setLearningRate, share } from '@cb/core';
import { dispose, keep, type Optimizer, scalar, variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptimizerFields } from './optimizer-fields.js';
import { slotsFit } from './slots-fit.js';

type Values = Readonly<Record<string, number>>;

/**
 * What an optimizer remembers at one moment.
 *
 * The tensors share memory with the optimizer's, which a step replaces and never changes. They are the caller's to
 * dispose.
 */
export interface OptimizerState {
  className: string;
  /** Numbers that the tensors do not say exactly, safe for JSON: `iterations`, `learningRate`, `accBeta1`, … */
  values: Values;
  /** The count of steps as `iter`, then the slots, in the names and the order in which TensorFlow.js saves them. */
  tensors: NamedTensor[];
}

/** A state as a file holds it; one that TensorFlow.js wrote has no values. */
export type SavedOptimizer = Pick<OptimizerState, 'tensors'> & Partial<OptimizerState>;

/**
 * Takes the state of an optimizer. For those of TensorFlow.js it is the state at the moment of the call, however late
 * the promise is looked at; an optimizer of somebody's own is asked for its `getWeights()`, and keeps those tensors.
 *
 * @throws what `getWeights()` throws
 */
export async function captureOptimizer(optimizer: Optimizer): Promise<OptimizerState> {
  const className = optimizer.getClassName();
  const fields = OptimizerFields.of(optimizer);
  if (!fields) {
    const values = rateOf(optimizer);
    return { className, values, tensors: (await optimizer.getWeights()).map(shared) };
  }
  const { iterations } = fields;
  const values = { iterations, ...rateOf(optimizer), ...fields.scalars };
  const iter = { name: 'iter', tensor: keep(scalar(iterations, 'int32')) };
  const slots = fields.slots.map(({ originalName, variable }) => shared({ name: originalName, tensor: variable }));
  return { className, values, tensors: [iter, ...slots] };
}

/**
 * Makes an optimizer go on from a state, with the same bits.
 *
 * Without `values` it goes on as TensorFlow.js would, which computes them from the count of steps: close, and not the
 * same. Values of another count than the tensors say are passed over: TensorFlow.js copies the metadata of a model into
 * what it saves later. A learning rate is set if the values have one.
 *
 * @param trained the weights that the optimizer trains
 * @param state its tensors stay the caller's
 * @returns false, with nothing changed, if the state belongs to another optimizer or to other weights
 * @throws TypeError if an optimizer of somebody's own has another learning rate and no way to set it
 */
export async function restoreOptimizer(
  optimizer: Optimizer,
  trained: LayersModel['trainableWeights'],
  { className, values, tensors }: SavedOptimizer,
): Promise<boolean> {
  if (className !== undefined && className !== optimizer.getClassName()) return false;
  const fields = OptimizerFields.of(optimizer);
  if (!fields) {
    setRate(optimizer, values);
    await optimizer.setWeights([...tensors]);
    return true;
  }
  const [iter, ...slots] = tensors;
  const iterations = iter?.name === 'iter' ? (await iter.tensor.data())[0] : undefined;
  if (iterations === undefined || !slotsFit(fields.suffixes, trained, slots, iterations)) return false;
  const exact = values?.iterations === iterations ? values : undefined;
  if (exact ? !isComplete(exact, fields) : !fields.areReadByTensorFlow) return false;
  const former = fields.slots;
  setRate(optimizer, exact);
  if (exact) put(fields, exact, slots);
  else await optimizer.setWeights([...tensors]);
  dispose(former.map(({ variable }) => variable));
  return true;
}

/** Whether `restoreOptimizer` would take the state of now back, for these weights. */
export function isRestorable(optimizer: Optimizer, trained: LayersModel['trainableWeights']): boolean {
  const fields = OptimizerFields.of(optimizer);
  if (!fields) return true;
  const slots = fields.slots.map(({ originalName, variable }) => ({ name: originalName, tensor: variable }));
  return slotsFit(fields.suffixes, trained, slots, fields.iterations);
}

/** Disposes the tensors of a state. */
export function disposeState({ tensors }: Pick<OptimizerState, 'tensors'>): void {
  dispose(tensors.map(({ tensor }) => tensor));
}

/** Whether TensorFlow.js itself can restore the state that `captureOptimizer` takes: that of Adamax it cannot. */
export function isReadByTensorFlow(optimizer: Optimizer): boolean {
  return OptimizerFields.of(optimizer)?.areReadByTensorFlow ?? true;
}

function shared({ name, tensor }: NamedTensor): NamedTensor {
  return { name, tensor: share(tensor) };
}

/** The learning rate, unless it is no number that JSON can hold. */
function rateOf(optimizer: Optimizer): { learningRate?: number } {
  const { learningRate } = optimizer as unknown as { learningRate?: unknown };
  return typeof learningRate === 'number' && Number.isFinite(learningRate) ? { learningRate } : {};
}

function setRate(optimizer: Optimizer, values: Values | undefined): void {
  const rate = values?.learningRate;
  if (typeof rate === 'number' && rate !== rateOf(optimizer).learningRate) setLearningRate(optimizer, rate);
}

function isComplete(values: Values, { scalars }: OptimizerFields): boolean {
  return Object.keys(scalars).every((name) => typeof values[name] === 'number');
}

function put(fields: OptimizerFields, values: Values, slots: readonly NamedTensor[]): void {
  fields.iterations = values.iterations as number;
  fields.slots = slots.map(({ name, tensor }) => ({ originalName: name, variable: variable(tensor, false) }));
  fields.scalars = values;
}
