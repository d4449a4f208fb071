import { Callback } from '@cb-tooling/backend/tf';
import { endOf } from '../whole/ended.js';
import { outcomeOf } from '../whole/outcome.js';

/** @typedef {import('../whole/training.js').WholeTraining} WholeTraining */

/** Stands behind all callbacks: the backup of an epoch that it sees begin has been taken. */
export class EpochsBegun extends Callback {
  last = 0;

  /** @override @param {number} epoch */
  async onEpochBegin(epoch) {
    this.last = epoch;
  }
}

/**
 * Trains to the end.
 *
 * @param {WholeTraining} training
 * @param {Parameters<WholeTraining['train']>[0]} place
 * @returns what it comes to and leaves, as JSON holds it
 */
export async function finish(training, place) {
  const { history: _, ...end } = await endOf(training, await training.train(place));
  dropModel(training.model);
  const outcome = await outcomeOf(training.job);
  forgetSizes(outcome.checkpoints.found);
  return JSON.parse(JSON.stringify({ ...outcome, end }));
}

/**
 * Drops what depends on how many models this process has had: TensorFlow.js numbers the variables of an optimizer by them,
 * and a checkpoint with an optimizer holds their names.
 *
 * @param {{ size?: number, sizes?: number[] }[]} checkpoints
 */
function forgetSizes(checkpoints) {
  for (const checkpoint of checkpoints) {
    delete checkpoint.size;
    delete checkpoint.sizes;
  }
}

/** @param {WholeTraining['model']} model */
export function dropModel(model) {
  model.optimizer.dispose();
  model.dispose();
}
