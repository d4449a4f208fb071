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
  return JSON.parse(JSON.stringify({ ...(await outcomeOf(training.job)), end }));
}

/** @param {WholeTraining['model']} model */
export function dropModel(model) {
  model.optimizer.dispose();
  model.dispose();
}
