import { dispose, keep, type Optimizer, scalar } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { share } from '../share.js';
import type { NamedTensor } from '../state.js';
import { OptimizerFields } from './optimizer-fields.js';
import { type GivenTensor, getOptimizerWeights } from './optimizer-weights.js';
import { slotsFit } from './slots-fit.js';

/**
 * What an optimizer remembers at one moment.
 *
 * The tensors share memory with the optimizer's, which a step replaces and never changes. They are the caller's to
 * dispose: see `disposeState`.
 */
export interface OptimizerState {
  /** As `getClassName()` gives it. */
  className: string;
  /** Steps done. An optimizer of somebody's own does not say. */
  iterations?: number | undefined;
  /** Of the moment, unless it is no finite number. */
  learningRate?: number | undefined;
  /** The count of steps as `iter`, then the slots, in the names and the order in which TensorFlow.js saves them. */
  tensors: NamedTensor[];
  /**
   * What Adam and Adamax multiply or count up at each step, and TensorFlow.js does not save: `accBeta1`, `accBeta2`,
   * `iteration`. Tensors, because reading them waits until the step before is computed.
   */
  scalars: NamedTensor[];
}

/** The tensors of a state. */
type HeldTensors = Pick<OptimizerState, 'tensors'> & Partial<Pick<OptimizerState, 'scalars'>>;

/**
 * Takes the state of an optimizer, without a copy or a download. For those of TensorFlow.js it is the state at the
 * moment of the call, however late the promise is looked at; an optimizer of somebody's own is asked for its
 * `getWeights()`, and keeps those tensors.
 *
 * @throws what `getWeights()` throws
 */
export async function captureOptimizer(optimizer: Optimizer): Promise<OptimizerState> {
  const state = { className: optimizer.getClassName(), ...rateOf(optimizer) };
  const fields = OptimizerFields.of(optimizer);
  if (!fields) return { ...state, tensors: (await getOptimizerWeights(optimizer)).map(held), scalars: [] };
  const { iterations } = fields;
  const iter = { name: 'iter', tensor: keep(scalar(iterations, 'int32')) };
  const slots = fields.slots.map(({ originalName, variable }) => shared({ name: originalName, tensor: variable }));
  return { ...state, iterations, tensors: [iter, ...slots], scalars: fields.scalars.map(shared) };
}

/** All tensors of a state in one list, for who keeps tensors alone: see `stateOfTensors`. They stay the state's. */
export function tensorsOf({ tensors, scalars = [] }: HeldTensors): NamedTensor[] {
  return [...tensors, ...scalars];
}

/** Disposes the tensors of a state. */
export function disposeState(state: HeldTensors): void {
  dispose(tensorsOf(state).map(({ tensor }) => tensor));
}

/** Whether `restoreOptimizer` would take the state of now back, for these weights. */
export function isRestorable(optimizer: Optimizer, trained: LayersModel['trainableWeights']): boolean {
  const fields = OptimizerFields.of(optimizer);
  if (!fields) return true;
  const slots = fields.slots.map(({ originalName, variable }) => ({ name: originalName, tensor: variable }));
  return slotsFit(fields.suffixes, trained, slots, fields.iterations);
}

/** Whether TensorFlow.js itself can restore the state that `captureOptimizer` takes: that of Adamax it cannot. */
export function isReadByTensorFlow(optimizer: Optimizer): boolean {
  return OptimizerFields.of(optimizer)?.areReadByTensorFlow ?? true;
}

/** The learning rate, unless it is no number that JSON can hold. */
export function rateOf(optimizer: Optimizer): { learningRate?: number } {
  const { learningRate } = optimizer as unknown as { learningRate?: unknown };
  return typeof learningRate === 'number' && Number.isFinite(learningRate) ? { learningRate } : {};
}

function shared({ name, tensor }: NamedTensor): NamedTensor {
  return { name, tensor: share(tensor) };
}

function held({ name, tensor, isMadeAnew }: GivenTensor): NamedTensor {
  return { name, tensor: isMadeAnew ? keep(tensor) : share(tensor) };
}
