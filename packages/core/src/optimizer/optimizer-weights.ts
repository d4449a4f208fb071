import { dispose, type Optimizer, scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensor } from '../state.js';

/** A tensor that an optimizer gives. */
export interface GivenTensor extends NamedTensor {
  /** It was made for who asked, and is theirs to dispose; all others are the optimizer's. */
  isMadeAnew: boolean;
}

/** What an optimizer's `getWeights()` gives: in that of TensorFlow.js, the count of steps is made anew each time. */
export async function getOptimizerWeights(optimizer: Optimizer): Promise<GivenTensor[]> {
  const marker = scalar(0);
  marker.dispose();
  const given = await optimizer.getWeights();
  return given.map(({ name, tensor }) => ({ name, tensor, isMadeAnew: name === 'iter' && tensor.id > marker.id }));
}

/** The optimizer's own `setWeights()`, without its leak: TensorFlow.js drops what it had, and does not dispose it. */
export async function setOptimizerWeights(optimizer: Optimizer, tensors: readonly NamedTensor[]): Promise<void> {
  const former = await ownTensors(optimizer);
  await optimizer.setWeights([...tensors]);
  const present = await ownTensors(optimizer);
  dispose(former.filter((tensor) => !present.includes(tensor)));
}

async function ownTensors(optimizer: Optimizer): Promise<Tensor[]> {
  const given = await getOptimizerWeights(optimizer);
  dispose(given.filter(({ isMadeAnew }) => isMadeAnew).map(({ tensor }) => tensor));
  return given.filter(({ isMadeAnew }) => !isMadeAnew).map(({ tensor }) => tensor);
}
